import { sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import type { World } from "#world";
import type { LabelTables } from "../tables.ts";
import { type Example, readExamples } from "./read-snapshot.ts";

type Tables = LabelTables & CollectTables;

/**
 * Of some items, those to which no answer was ever given with a suggestion in sight. Only on these may a model be measured:
 * whoever sees what a model suggests tends to agree with it. The queue suggests nothing where an item is held out; a program
 * that shows suggestions of its own says so with the answer.
 */
export async function answeredBlind(
  world: Pick<World<LabelTables>, "db">,
  given: { question: Id<"question">; items: readonly Id<"item">[] },
): Promise<ReadonlySet<Id<"item">>> {
  const { rows } = await sql<{ item: Id<"item"> }>`
    select wanted.item from unnest(${given.items}::text[]) as wanted (item) where not exists (
      select from annotation
      where annotation.question = ${given.question} and annotation.item = wanted.item and annotation.suggestion is not null)`.execute(
    world.db,
  );
  return new Set(rows.map((row) => row.item));
}

/** The labelled texts of a held-out part of a snapshot that a model may be measured on, in batches. */
export async function* readMeasured(
  world: Pick<World<Tables>, "db" | "blobs">,
  given: {
    question: Id<"question">;
    snapshot: Id<"snapshot">;
    workspace: Id<"workspace">;
    part: "audit" | "test" | "validation";
  },
): AsyncGenerator<Example[]> {
  for await (const examples of readExamples(world, { ...given, parts: [given.part] })) {
    const items = examples.map((one) => one.item);
    const blind = await answeredBlind(world, { question: given.question, items });
    yield examples.filter((one) => blind.has(one.item));
  }
}
