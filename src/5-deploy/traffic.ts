import type { Id } from "#ids";
import type { Database } from "#world";
import type { DeployTables } from "./tables.ts";

/** A stretch of traffic as the log wrote it. */
export interface Traffic {
  readonly endpoint: Id<"endpoint">;
  readonly version: Id<"version"> | null;
  readonly at: Date;
  readonly sketch: DeployTables["traffic"]["sketch"];
}

/** Traffic of an endpoint since a moment that nobody has taken yet. */
export function readTraffic(
  db: Database<DeployTables>,
  given: { endpoint: Id<"endpoint">; since: Date },
): Promise<Traffic[]> {
  return db
    .selectFrom("traffic")
    .select(["endpoint", "version", "at", "sketch"])
    .where("endpoint", "=", given.endpoint)
    .where("at", ">=", given.since)
    .execute();
}

/** Takes traffic from before a moment out of the log, at most 5,000 stretches, for whoever keeps it in another form. */
export function takeTraffic(db: Database<DeployTables>, before: Date): Promise<Traffic[]> {
  const some = db
    .selectFrom("traffic")
    .select("id")
    .where("at", "<", before)
    .orderBy("id")
    .limit(5000)
    .forUpdate()
    .skipLocked();
  return db.deleteFrom("traffic").where("id", "in", some).returning(["endpoint", "version", "at", "sketch"]).execute();
}
