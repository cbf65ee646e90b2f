import type { Selectable } from "kysely";
import type { DeployTables } from "#deploy";
import type { Id } from "#ids";
import type { RegisterTables } from "#register";
import type { World } from "#world";
import type { AlertView } from "./contract.ts";
import type { MonitorTables } from "./tables.ts";

type Seen = Pick<World<MonitorTables & DeployTables & RegisterTables>, "db">;

/** Which alerts of a project to list. */
export interface Listing {
  readonly project: Id<"project">;
  /** The name of the one endpoint that is asked about. */
  readonly endpoint?: string | undefined;
  readonly state?: AlertView["state"] | "standing" | undefined;
  readonly after?: Id<"alert"> | undefined;
  readonly limit: number;
}

/** The alerts of all endpoints of a project, newest first. */
export async function listAlerts(world: Seen, given: Listing): Promise<AlertView[]> {
  let query = world.db
    .selectFrom("alert")
    .innerJoin("endpoint", "endpoint.id", "alert.endpoint")
    .leftJoin("version", "version.id", "alert.version")
    .leftJoin("model", "model.id", "version.model")
    .selectAll("alert")
    .select(["endpoint.name", "version.number", "model.question"])
    .where("endpoint.project", "=", given.project)
    .where("endpoint.removed_at", "is", null);
  if (given.endpoint !== undefined) query = query.where("endpoint.name", "=", given.endpoint);
  if (given.state) query = query.where("alert.state", "in", given.state === "standing" ? standing : [given.state]);
  if (given.after) query = query.where("alert.id", "<", given.after);
  const rows = await query.orderBy("alert.id", "desc").limit(given.limit).execute();
  return rows.map(alertView);
}

const standing = ["open", "quiet"] as const;

type Row = Selectable<MonitorTables["alert"]> & { name: string; number: number | null; question: string | null };

function alertView(row: Row): AlertView {
  return {
    id: row.id,
    endpoint: row.name,
    question: row.question ?? undefined,
    version: row.number ?? undefined,
    kind: row.kind,
    value: row.value,
    threshold: row.threshold,
    endsAt: (row.facts as { endsAt?: number }).endsAt,
    sentence: row.sentence,
    state: row.state,
    quietUntil: row.quiet_until?.toISOString(),
    from: row.from_at.toISOString(),
    to: row.to_at.toISOString(),
    tasks: row.tasks,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString(),
    ended: row.ended ?? undefined,
  };
}
