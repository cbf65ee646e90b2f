import type { Generated } from "kysely";
import type { Sketch } from "#deploy";
import type { Id } from "#ids";
import type { Ended, Watched } from "./contract.ts";

/** The states of an alert, and where each may go; answered and over it has ended. */
const nextAlertStates = {
  open: ["quiet", "answered", "over"],
  quiet: ["open", "answered", "over"],
  answered: [],
  over: [],
} as const satisfies Record<string, readonly string[]>;

/** The tables that monitoring owns. */
export interface MonitorTables {
  traffic_window: { endpoint: Id<"endpoint">; version: Id<"version"> | null; start_at: Date; sketch: Sketch };
  alert: {
    id: Id<"alert">;
    endpoint: Id<"endpoint">;
    version: Id<"version"> | null;
    kind: Watched;
    value: number;
    threshold: number;
    sentence: string;
    /** {endsAt}: the distance at which it ends. */
    facts: Generated<unknown>;
    state: keyof typeof nextAlertStates;
    quiet_until: Date | null;
    from_at: Date;
    to_at: Date;
    tasks: Generated<number>;
    created_at: Generated<Date>;
    changed_at: Generated<Date>;
    ended_at: Date | null;
    ended: Ended | null;
  };
}
