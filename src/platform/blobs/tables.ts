import type { Generated } from "kysely";
import type { Id } from "#ids";

/** The tables that files own. */
export interface FileTables {
  /** A row for each thing that keeps a blob: the id of its owner, and what it is to it ("source", "model", "chunk/3"). */
  file: {
    workspace: Id<"workspace">;
    project: Id<"project"> | null;
    owner: Id<string>;
    path: string;
    blob: string;
    bytes: number | null;
    md5: string | null;
    created_at: Generated<Date>;
  };
  loose_blob: { number: Generated<number>; workspace: Id<"workspace">; blob: string };
}
