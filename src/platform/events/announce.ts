import { newId } from "#ids";
import { json } from "#platform/database";
import type { World } from "#world";
import { catalogue } from "./catalogue.ts";
import type { Happening } from "./event.ts";
import type { EventTables } from "./tables.ts";

/** Writes an event in the transaction of the change it tells of; workers deliver it. */
export async function announce(world: Pick<World<EventTables>, "db">, happening: Happening): Promise<void> {
  await world.db
    .insertInto("event")
    .values({
      id: newId("event"),
      workspace: happening.workspace,
      project: happening.project ?? null,
      kind: happening.kind,
      facts: json(catalogue[happening.kind].parse(happening.facts ?? {})),
    })
    .execute();
}
