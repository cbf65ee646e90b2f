import { sql } from "kysely";
import type { Id } from "#ids";
import type { EventTables } from "#platform/events";
import type { World } from "#world";
import type { OverviewView } from "./contract.ts";
import type { LoopTables } from "./read-steps.ts";

type Lately = OverviewView["lately"];
type Facts = Readonly<Record<string, unknown>>;

const shown = 8;

/** What each kind of event says, from its facts; kinds that are not here are not worth a line. */
const sentences: Readonly<Record<string, (facts: Facts) => string>> = {
  "version.registered": (facts) => `Version ${facts.version} was registered`,
  "version.promoted": (facts) => `Version ${facts.version} became ${facts.alias}`,
  "endpoint.deployed": (facts) =>
    facts.version
      ? `${facts.endpoint} answers with version ${facts.version}`
      : `${facts.endpoint} went back to an earlier version`,
  "alert.opened": (facts) => String(facts.sentence),
  "alert.ended": () => "An alert ended",
  "items.asked": (facts) => `${facts.items} production messages were put at the front of the queue`,
};

/** What happened lately in a project, newest first: events, imports, and labels by the day. */
export async function readLately(
  world: Pick<World<LoopTables & EventTables>, "db">,
  project: Id<"project">,
): Promise<Lately> {
  const events = await world.db
    .selectFrom("event")
    .select(["kind", "facts", "at"])
    .where("project", "=", project)
    .where(sql<boolean>`kind not like 'annotation.%'`)
    .where("kind", "in", Object.keys(sentences))
    .orderBy("id", "desc")
    .limit(shown)
    .execute();
  const imports = await world.db
    .selectFrom("import")
    .select(["name", "added", "duplicates", "ended_at"])
    .where("project", "=", project)
    .where("state", "=", "done")
    .orderBy("id", "desc")
    .limit(shown)
    .execute();
  const days = await sql<{ day: Date; labels: number; people: number }>`
    select max(created_at) as day, count(*) as labels, count(distinct author) as people from annotation
    where project = ${project} and author_kind in ('person', 'sample') and value is not null and created_at > now() - interval '14 days'
    group by date_trunc('day', created_at) order by 1 desc limit 5`.execute(world.db);
  const lines: Lately = [
    ...events.map((row) => ({
      at: row.at.toISOString(),
      kind: row.kind,
      sentence: sentences[row.kind]?.(row.facts as Facts) ?? "",
    })),
    ...imports.map((row) => ({
      at: (row.ended_at ?? new Date(0)).toISOString(),
      kind: "items.imported",
      sentence: `${row.added.toLocaleString("en-US")} items from ${row.name}${row.duplicates > 0 ? `, ${row.duplicates} duplicates left out` : ""}`,
    })),
    ...days.rows.map((row) => ({
      at: row.day.toISOString(),
      kind: "annotation.given",
      sentence: `${row.labels} label${row.labels === 1 ? "" : "s"} by ${row.people === 1 ? "one" : row.people} ${row.people === 1 ? "person" : "people"}`,
    })),
  ];
  return lines.sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, shown);
}
