import { sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import type { World } from "#world";

/** A text that a model reads, with the item it is of. */
export interface ReadText {
  readonly item: Id<"item">;
  readonly text: string;
}

// What a learner reads of one text, and what this process holds of texts at a time.
const mostCharacters = 20_000;
const mostTogether = 40_000_000;

/**
 * The beginnings of the texts of some items, in the order of the items; what was deleted, or is no text, is left out. Together they are at
 * most 40 million characters, so that of 10,000 long texts each gives its first 4,000, and never more than 20,000.
 */
export async function readTexts(
  world: Pick<World<CollectTables>, "db">,
  items: readonly Id<"item">[],
): Promise<ReadText[]> {
  if (items.length === 0) return [];
  const each = Math.min(mostCharacters, Math.floor(mostTogether / items.length));
  const { rows } = await sql<{ id: Id<"item">; text: string }>`
    select id, left(text, ${each}::integer) as text from item where id = any(${items}::text[]) and text is not null`.execute(
    world.db,
  );
  const texts = new Map(rows.map((row) => [row.id, row.text]));
  return items.flatMap((item) => {
    const text = texts.get(item);
    return text === undefined ? [] : [{ item, text }];
  });
}
