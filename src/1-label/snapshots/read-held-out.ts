import { sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import type { World } from "#world";
import type { LabelTables } from "../tables.ts";

type Seen = Pick<World<LabelTables & CollectTables>, "db">;

/**
 * Texts of items that no model learns from, labelled or not: those of the audit, which dice chose as they came, or those of the
 * test and the validation split, which somebody chose. Where there are more than wanted, always the same arbitrary ones.
 */
export async function readHeldOut(
  world: Seen,
  given: { project: Id<"project">; role: "audit" | "test"; most: number },
): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    with drawn as (
      select task.item from task join item on item.id = task.item and item.text is not null
      where task.project = ${given.project} and task.role = ${given.role} order by md5(task.item) limit ${given.most})
    select left(item.text, 20000) as text from drawn join item on item.id = drawn.item order by item.id`.execute(
    world.db,
  );
  return rows.map((row) => row.text);
}
