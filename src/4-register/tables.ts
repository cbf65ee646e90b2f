import type { Generated } from "kysely";
import type { Id } from "#ids";
import type { Profile } from "./profile.ts";

/** What a version takes and gives: the field it reads, the labels it answers with. */
export interface Signature {
  readonly kind: string;
  readonly field: string;
  readonly labels: readonly { readonly id: string; readonly name: string }[];
}

/** The tables that registering owns. */
export interface RegisterTables {
  model: {
    id: Id<"model">;
    workspace: Id<"workspace">;
    project: Id<"project"> | null;
    question: Id<"question"> | null;
    name: string;
    created_at: Generated<Date>;
    removed_at: Date | null;
  };
  version: {
    id: Id<"version">;
    model: Id<"model">;
    number: number;
    run: Id<"run"> | null;
    artifact: string;
    bytes: number;
    signature: Signature;
    profile: Profile;
    metrics: unknown;
    approval: Generated<"pending" | "approved" | "rejected">;
    approved_by: string | null;
    approval_reason: string | null;
    approved_at: Date | null;
    created_by: string;
    created_at: Generated<Date>;
  };
  alias: { model: Id<"model">; name: string; version: Id<"version">; moved_by: string; moved_at: Generated<Date> };
}
