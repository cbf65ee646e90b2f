import type { Generated } from "kysely";
import type { Id } from "#ids";

/** The states of a delivery, and where each may go; one that has ended waits again when it is replayed. */
const nextDeliveryStates = {
  waiting: ["delivered", "failed"],
  delivered: ["waiting"],
  failed: ["waiting", "delivered"],
} as const satisfies Record<string, readonly string[]>;

/** The state of a delivery. */
export type DeliveryState = keyof typeof nextDeliveryStates;

/** The tables of webhooks. */
export interface WebhookTables {
  webhook: {
    id: Id<"webhook">;
    workspace: Id<"workspace">;
    project: Id<"project">;
    url: string;
    events: string[];
    /** The signing secret, sealed. */
    secret: string;
    active: Generated<boolean>;
    /** Why it was switched off by itself. */
    off_reason: string | null;
    /** Since when nothing got through; none after the last success. */
    failing_since: Date | null;
    /** Until when one worker sends what is waiting; it is free before that when it has sent. */
    held_until: Date | null;
    made_by: string;
    made_at: Generated<Date>;
  };
  webhook_delivery: {
    id: Id<"delivery">;
    webhook: Id<"webhook">;
    event: Id<"event"> | null;
    type: string;
    facts: unknown;
    state: DeliveryState;
    /** Whether more of the same kind is still counted into it. */
    gathers: Generated<boolean>;
    attempts: Generated<number>;
    status: number | null;
    answer: string | null;
    error: string | null;
    milliseconds: number | null;
    at: Date;
    tried_at: Date | null;
    next_at: Date | null;
  };
}
