import { type RawBuilder, sql } from "kysely";
import { newId } from "#ids";
import { json } from "#platform/database";
import type { World } from "#world";
import { catalogue } from "./catalogue.ts";
import type { Happening } from "./event.ts";
import type { EventTables } from "./tables.ts";

/** Writes an event in the transaction of the change it tells of; workers deliver it. */
export async function announce(world: Pick<World<EventTables>, "db">, happening: Happening): Promise<void> {
  await announcing(happening).execute(world.db);
}

/**
 * The statement that writes an event, as a part of a larger one: once for each row of the part that `of` names, whose column
 * `event` gives its id.
 */
export function announcing(happening: Happening, of?: string): RawBuilder<unknown> {
  const { workspace, project, kind } = happening;
  const facts = json(catalogue[kind].parse(happening.facts ?? {}));
  const [id, rows] =
    of === undefined ? [sql`${newId("event")}`, sql``] : [sql.ref(`${of}.event`), sql` from ${sql.ref(of)}`];
  return sql`insert into event (id, workspace, project, kind, facts)
    select ${id}, ${workspace}, ${project ?? null}, ${kind}, ${facts}${rows}`;
}
