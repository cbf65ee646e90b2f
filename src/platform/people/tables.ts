import type { Generated } from "kysely";
import type { Id } from "#ids";
import type { Role } from "#platform/access";

/** The tables of people; `person`, `session`, `account`, `verification` and `api_key` are written by better-auth. */
export interface PeopleTables {
  person: {
    id: string;
    name: string;
    email: string;
    emailVerified: boolean;
    createdAt: Generated<Date>;
    updatedAt: Generated<Date>;
  };
  session: { id: string; token: string; userId: string; expiresAt: Date };
  account: { id: string; userId: string; providerId: string };
  verification: { id: string };
  api_key: {
    id: string;
    name: string | null;
    start: string | null;
    referenceId: string;
    key: string;
    enabled: boolean | null;
    permissions: string | null;
    createdAt: Date;
    expiresAt: Date | null;
    lastRequest: Date | null;
  };
  workspace: { id: Id<"workspace">; name: string; created_at: Generated<Date> };
  member: {
    id: Id<"member">;
    workspace: Id<"workspace">;
    project: Id<"project"> | null;
    person: string;
    role: Role;
    created_at: Generated<Date>;
  };
  invitation: {
    id: Id<"invitation">;
    workspace: Id<"workspace">;
    project: Id<"project"> | null;
    role: Role;
    token_hash: string;
    note: Generated<string>;
    invited_by: string | null;
    created_at: Generated<Date>;
    expires_at: Date;
    used_at: Date | null;
    used_by: string | null;
  };
  audit_entry: {
    id: Id<"audit">;
    workspace: Id<"workspace">;
    project: Id<"project"> | null;
    actor: string;
    act: string;
    object: string;
    facts: Generated<unknown>;
    address: string | null;
    at: Generated<Date>;
  };
}
