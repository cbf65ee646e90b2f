import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import { breather } from "#platform/threads";
import type { World } from "#world";
import { readTexts } from "../items/read-texts.ts";
import type { LabelTables } from "../tables.ts";
import type { Part, SnapshotRow } from "./take-snapshot.ts";

type Tables = LabelTables & CollectTables;

/** A labelled text of a snapshot. */
export interface Example {
  readonly item: Id<"item">;
  readonly text: string;
  readonly label: string;
  readonly part: Part;
}

const textsAtOnce = 1000;

/**
 * The labelled texts of a snapshot, in batches of at most 1,000, in the order of their items. Texts are those of the items,
 * which never change; of each the first 20,000 characters, which is what models read.
 */
export async function* readExamples(
  world: Pick<World<Tables>, "db" | "blobs">,
  given: { snapshot: Id<"snapshot">; workspace: Id<"workspace">; parts: readonly Part[] },
): AsyncGenerator<Example[]> {
  for await (const rows of readSnapshotRows(world, given)) {
    const wanted = rows.filter(([, , part, label]) => label !== null && given.parts.includes(part));
    for (let k = 0; k < wanted.length; k += textsAtOnce) {
      const some = wanted.slice(k, k + textsAtOnce);
      const found = await readTexts(
        world,
        some.map(([item]) => item),
      );
      const texts = new Map(found.map((row) => [row.item, row.text]));
      yield some.flatMap(([item, , part, label]) => {
        const text = texts.get(item);
        return text === undefined || label === null ? [] : [{ item, text, label, part }];
      });
    }
  }
}

/** The rows of a snapshot, a chunk at a time. */
export async function* readSnapshotRows(
  world: Pick<World<Tables>, "db" | "blobs">,
  given: { snapshot: Id<"snapshot">; workspace: Id<"workspace"> },
): AsyncGenerator<SnapshotRow[]> {
  const chunks = await world.db
    .selectFrom("snapshot_chunk")
    .select("blob")
    .where("snapshot", "=", given.snapshot)
    .orderBy("number")
    .execute();
  for (const { blob } of chunks) {
    const lines = new TextDecoder().decode(await world.blobs.read(given.workspace, blob)).split("\n");
    const rows: SnapshotRow[] = [];
    const breathe = breather();
    for (const line of lines) {
      if (line !== "") rows.push(JSON.parse(line));
      await breathe();
    }
    yield rows;
  }
}

/** The snapshots of a project, newest first. */
export async function listSnapshots(world: Pick<World<LabelTables>, "db">, project: Id<"project">) {
  const rows = await world.db
    .selectFrom("snapshot")
    .selectAll()
    .where("project", "=", project)
    .orderBy("id", "desc")
    .limit(200)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    question: row.question,
    hash: row.hash,
    items: row.items,
    labelled: row.labelled,
    counts: row.counts as Record<string, number>,
    complete: row.complete,
    createdAt: row.created_at.toISOString(),
  }));
}
