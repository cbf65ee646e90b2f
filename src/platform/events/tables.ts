import type { Generated } from "kysely";
import type { Id } from "#ids";

/** The outbox. */
export interface EventTables {
  event: {
    id: Id<"event">;
    workspace: Id<"workspace">;
    project: Id<"project"> | null;
    kind: string;
    facts: Generated<unknown>;
    at: Generated<Date>;
    delivered_at: Date | null;
  };
}
