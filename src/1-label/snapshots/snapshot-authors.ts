import type { CollectTables } from "#collect";
import { sentenceOf } from "#failure";
import type { Id } from "#ids";
import { json } from "#platform/database";
import type { Database, World } from "#world";
import type { LabelTables } from "../tables.ts";
import { readSnapshotRows } from "./read-snapshot.ts";
import type { SnapshotRow } from "./take-snapshot.ts";

/** Somebody, or an import, whose answers a snapshot teaches with, and how many of them. */
export interface Author {
  readonly author: string;
  readonly kind: string;
  readonly annotations: number;
}

/** The answers that a snapshot teaches with: how many, and whose, the most first. */
export interface Authors {
  readonly annotations: number;
  readonly people: readonly Author[];
}

/** Counts whose answers are behind the labels that rows of a snapshot teach with. */
export function authorCounter(db: Database<LabelTables>) {
  const totals = new Map<string, Author>();
  let annotations = 0;
  return {
    async add(rows: readonly SnapshotRow[]): Promise<void> {
      const ids = rows.flatMap(([, , part, label, by]) => (label !== null && part === "learn" ? by : []));
      if (ids.length === 0) return;
      annotations += ids.length;
      const found = await db
        .selectFrom("annotation")
        .select((eb) => ["author", "author_kind as kind", eb.fn.countAll<number>().as("count")])
        .where("id", "=", (eb) => eb.fn.any(eb.val(ids as Id<"annotation">[])))
        .groupBy(["author", "author_kind"])
        .execute();
      for (const { author, kind, count } of found)
        totals.set(author, { author, kind, annotations: (totals.get(author)?.annotations ?? 0) + count });
    },
    all: (): Authors => ({
      annotations,
      people: [...totals.values()].sort((one, other) => other.annotations - one.annotations),
    }),
  };
}

/**
 * Counts whose answers snapshots teach with that an older release took. One that cannot be read holds up no other, and is tried
 * again with the next call.
 */
export async function countAuthors(
  world: Pick<World<LabelTables & CollectTables>, "db" | "blobs" | "log">,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const rows = await world.db
    .selectFrom("snapshot")
    .innerJoin("project", "project.id", "snapshot.project")
    .select(["snapshot.id as snapshot", "project.workspace"])
    .where("snapshot.authors", "is", null)
    .where("project.removed_at", "is", null)
    .execute();
  for (const row of rows) {
    if (signal.aborted) return;
    await snapshotAuthors(world, row).catch(
      (thrown: unknown) =>
        signal.aborted ||
        world.log.warn({ snapshot: row.snapshot, error: sentenceOf(thrown) }, "A snapshot could not be read."),
    );
  }
}

/** Whose answers a snapshot teaches with, as they were counted when it was taken; for one that was taken before they were, now. */
export async function snapshotAuthors(
  world: Pick<World<LabelTables>, "db" | "blobs">,
  given: { snapshot: Id<"snapshot">; workspace: Id<"workspace"> },
): Promise<Authors> {
  const known = await world.db
    .selectFrom("snapshot")
    .select("authors")
    .where("id", "=", given.snapshot)
    .executeTakeFirst();
  if (known?.authors) return known.authors as Authors;
  const counter = authorCounter(world.db);
  for await (const rows of readSnapshotRows(world, given)) await counter.add(rows);
  const authors = counter.all();
  await world.db
    .updateTable("snapshot")
    .set({ authors: json(authors) })
    .where("id", "=", given.snapshot)
    .execute();
  return authors;
}
