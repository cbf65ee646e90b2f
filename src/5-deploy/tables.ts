import type { Generated } from "kysely";
import type { Id } from "#ids";
import type { Sketch } from "./sketch.ts";

/** Where an endpoint sends its requests. */
export interface EndpointRoute {
  readonly version: Id<"version">;
  readonly share: number;
  readonly role: "live" | "shadow";
}

/** The tables that deploying owns. */
export interface DeployTables {
  endpoint: {
    id: Id<"endpoint">;
    workspace: Id<"workspace">;
    project: Id<"project"> | null;
    name: string;
    revision: Generated<number>;
    created_at: Generated<Date>;
    removed_at: Date | null;
  };
  endpoint_revision: {
    endpoint: Id<"endpoint">;
    revision: number;
    routes: readonly EndpointRoute[];
    reason: Generated<string>;
    made_by: string;
    made_at: Generated<Date>;
  };
  prediction: {
    id: Id<"prediction">;
    endpoint: Id<"endpoint">;
    version: Id<"version">;
    at: Date;
    text: string | null;
    label: string;
    score: number;
    unseen: number;
    milliseconds: number;
  };
  feedback: {
    prediction: Id<"prediction">;
    endpoint: Id<"endpoint">;
    value: unknown;
    given_by: string;
    at: Generated<Date>;
  };
  traffic: { id: Id<"traffic">; endpoint: Id<"endpoint">; version: Id<"version"> | null; at: Date; sketch: Sketch };
  server: { id: Id<"server">; address: string; seen_at: Date; confirmed: unknown };
}
