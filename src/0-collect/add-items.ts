import { type Id, newId } from "#ids";
import { json } from "#platform/database";
import type { World } from "#world";
import { contentHash } from "./content-hash.ts";
import { datasetOf } from "./create-project.ts";
import type { CollectTables } from "./tables.ts";

/** Adds a few texts to a project's data; those that are here already are found instead. Gives the item of each text. */
export async function addItems(
  world: Pick<World<CollectTables>, "db">,
  given: { project: Id<"project">; texts: readonly { text: string; meta?: object }[] },
): Promise<{ text: string; item: Id<"item">; added: "now" | "before" }[]> {
  if (given.texts.length === 0) return [];
  const dataset = await datasetOf(world, given.project);
  const rows = new Map(given.texts.map((one) => [contentHash(dataset, one), { ...one, id: newId("item") }]));
  const values = [...rows].map(([hash, row]) => ({
    id: row.id,
    dataset,
    hash: Buffer.from(hash, "hex"),
    text: row.text,
    meta: row.meta ? json(row.meta) : null,
  }));
  await world.db
    .insertInto("item")
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const found = await world.db
    .selectFrom("item")
    .select(["id", "hash"])
    .where("dataset", "=", dataset)
    .where(
      "hash",
      "in",
      values.map((row) => row.hash),
    )
    .execute();
  return found.map((row) => ({
    text: rows.get(row.hash.toString("hex"))?.text ?? "",
    item: row.id,
    added: rows.get(row.hash.toString("hex"))?.id === row.id ? "now" : "before",
  }));
}
