import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type CollectTables, datasetOf } from "#collect";
import type { Split } from "#collect/contract";
import { type Id, newId } from "#ids";
import { type FileTables, keepFile } from "#platform/blobs";
import { json, oneView, transaction } from "#platform/database";
import type { Received, World } from "#world";
import { readSettings } from "../questions/create-project.ts";
import { type MergedLabels, namedBy, readMerged } from "../questions/merged-labels.ts";
import type { LabelTables, TaskRole } from "../tables.ts";
import { roleOf, type TasksOf } from "../tasks/make-tasks.ts";
import { type Authors, authorCounter } from "./snapshot-authors.ts";

type Tables = LabelTables & CollectTables & FileTables;
type Seen = Pick<World<Tables>, "db" | "blobs" | "clock">;

const chunkRows = 65_536;

/** What an item was for when the snapshot was taken. */
export type Part = "learn" | "audit" | "test" | "validation";

/** A row of a snapshot: item, content hash, what it is for, and its label with the answers behind it, where it has one. */
export type SnapshotRow = readonly [
  item: Id<"item">,
  hash: string,
  part: Part,
  label: string | null,
  annotations: readonly string[],
];

/** A frozen state of a project's items and labels. */
export interface Snapshot {
  readonly id: Id<"snapshot">;
  readonly hash: string;
  readonly items: number;
  readonly labelled: number;
}

/**
 * Freezes the items, the answers to a question, and the splits of a project: chunks of at most 65,536 rows by item id, each a blob, so that chunks
 * that did not change are shared; the whole under the hash of the chunk hashes. The same state is the same snapshot.
 */
export async function takeSnapshot(
  world: Seen,
  given: {
    project: Id<"project">;
    question: Id<"question">;
    workspace: Id<"workspace">;
    signal?: AbortSignal | undefined;
    chunkRows?: number;
  },
): Promise<Snapshot> {
  const chunks: Chunk[] = [];
  try {
    // One view of all chunks, or an import that commits meanwhile would be in the later ones only.
    const read = await oneView(world.db, (db) => readAll({ ...world, db }, given, chunks));
    return await store(world, { ...given, ...read, chunks });
  } finally {
    // What an equal snapshot holds already, or what was read before something failed.
    for (const one of chunks) await one.bytes.drop();
  }
}

/** Reads the state into chunks, as bytes that are not kept yet. */
async function readAll(
  world: Seen,
  given: Parameters<typeof takeSnapshot>[1],
  chunks: Chunk[],
): Promise<Pick<Stored, "hash" | "items" | "labelled" | "counts" | "authors">> {
  const { auditShare } = await readSettings(world, given.project);
  const dataset = await datasetOf(world, given.project);
  const merged = await readMerged(world, given.project);
  const { project, question, chunkRows: limit = chunkRows } = given;
  const counts: Record<string, number> = {};
  const authors = authorCounter(world.db);
  let labelled = 0;
  let after = "" as Id<"item">;
  for (;;) {
    given.signal?.throwIfAborted();
    const rows = await readChunk(world, { project, auditShare, question, dataset, after, limit, merged });
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last) break;
    const content = new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const bytes = await world.blobs.receive(given.workspace, content);
    chunks.push({ bytes, first: first[0], last: last[0], items: rows.length });
    for (const [, , part, label] of rows) {
      if (label === null) continue;
      labelled++;
      counts[part] = (counts[part] ?? 0) + 1;
    }
    await authors.add(rows);
    if (rows.length < limit) break;
    after = last[0];
  }
  const hash = createHash("sha256")
    .update(JSON.stringify([question, chunks.map((one) => one.bytes.hash)]))
    .digest("hex");
  const items = chunks.reduce((sum, one) => sum + one.items, 0);
  return { hash, items, labelled, counts, authors: authors.all() };
}

async function readChunk(
  world: Pick<Seen, "db">,
  given: TasksOf & {
    question: Id<"question">;
    dataset: Id<"dataset">;
    after: Id<"item">;
    limit: number;
    merged: MergedLabels;
  },
): Promise<SnapshotRow[]> {
  const found = await sql<{
    id: Id<"item">;
    hash: string;
    role: TaskRole | null;
    split: Split | null;
    label: string | null;
    annotations: string[] | null;
  }>`
    select item.id, encode(item.hash, 'hex') as hash, task.role, item.split, ${namedBy("consensus.value")} as label, consensus.annotations
    from item left join task on task.project = ${given.project} and task.item = item.id
    left join consensus on consensus.question = ${given.question} and consensus.item = item.id
    where item.dataset = ${given.dataset} and item.id > ${given.after}
    order by item.id limit ${given.limit}`.execute(world.db);
  return found.rows.map((row) => [
    row.id,
    row.hash,
    row.split === "validation"
      ? "validation"
      : (row.role ??
        roleOf(row.label === null ? given : { ...given, auditShare: 0 }, { item: row.id, split: row.split })),
    row.label && given.merged.now(row.label),
    row.annotations ?? [],
  ]);
}

/** A stretch of rows, which become a blob once the snapshot is stored. */
interface Chunk {
  readonly bytes: Received;
  readonly first: Id<"item">;
  readonly last: Id<"item">;
  readonly items: number;
}

interface Stored {
  readonly project: Id<"project">;
  readonly question: Id<"question">;
  readonly workspace: Id<"workspace">;
  readonly hash: string;
  readonly items: number;
  readonly labelled: number;
  readonly counts: Record<string, number>;
  readonly authors: Authors;
  readonly chunks: readonly Chunk[];
}

function store(world: Pick<Seen, "db">, given: Stored): Promise<Snapshot> {
  const { project, question, hash, items, labelled } = given;
  return transaction(world.db, async (db) => {
    const known = await db
      .selectFrom("snapshot")
      .select("id")
      .where("project", "=", project)
      .where("hash", "=", hash)
      .executeTakeFirst();
    if (known) return { id: known.id, hash, items, labelled };
    const id = newId("snapshot");
    const made = await db
      .insertInto("snapshot")
      .values({
        id,
        project,
        question,
        hash,
        items,
        labelled,
        counts: json(given.counts),
        authors: json(given.authors),
      })
      .onConflict((conflict) => conflict.columns(["project", "hash"]).doUpdateSet({ hash }))
      .returning("id")
      .executeTakeFirstOrThrow();
    if (made.id !== id) return { id: made.id, hash, items, labelled };
    const rows = given.chunks.map((one, number) => ({
      snapshot: id,
      number,
      first_item: one.first,
      last_item: one.last,
      items: one.items,
      blob: one.bytes.hash,
    }));
    if (rows.length > 0) await db.insertInto("snapshot_chunk").values(rows).execute();
    const { workspace } = given;
    // In the order of their hashes, so that two snapshots that share chunks do not wait for each other.
    const numbered = given.chunks.map((one, number) => ({ ...one, number }));
    for (const { bytes, number } of numbered.sort((one, other) => (one.bytes.hash < other.bytes.hash ? -1 : 1)))
      await keepFile({ db }, bytes, { workspace, project, owner: id, path: `chunk/${number}` });
    return { id, hash, items, labelled };
  });
}
