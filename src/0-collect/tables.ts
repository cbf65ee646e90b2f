import type { Generated } from "kysely";
import type { Id } from "#ids";
import type { Split } from "./contract.ts";

/** The tables that collecting owns. */
export interface CollectTables {
  dataset: {
    id: Id<"dataset">;
    workspace: Id<"workspace">;
    name: string;
    fields: unknown;
    created_at: Generated<Date>;
    removed_at: Date | null;
  };
  project: {
    id: Id<"project">;
    workspace: Id<"workspace">;
    dataset: Id<"dataset">;
    name: string;
    task: string;
    settings: Generated<unknown>;
    origin: Generated<"person" | "sample">;
    created_at: Generated<Date>;
    removed_at: Date | null;
  };
  item: {
    id: Id<"item">;
    dataset: Id<"dataset">;
    hash: Buffer;
    text: string;
    key: string | null;
    fields: unknown;
    meta: unknown;
    split: Split | null;
    import: Id<"import"> | null;
    line: number | null;
    created_at: Generated<Date>;
  };
  import: {
    id: Id<"import">;
    workspace: Id<"workspace">;
    dataset: Id<"dataset">;
    project: Id<"project"> | null;
    name: string;
    source: unknown;
    options: unknown;
    state: "waiting" | "running" | "done" | "failed" | "cancelled" | "taken back";
    job: Id<"job"> | null;
    read: Generated<number>;
    added: Generated<number>;
    duplicates: Generated<number>;
    labelled: Generated<number>;
    rejected: Generated<number>;
    rejects: Generated<unknown>;
    rejects_blob: string | null;
    findings: Generated<unknown>;
    error: string | null;
    asked_by: string;
    created_at: Generated<Date>;
    ended_at: Date | null;
  };
}
