import { sentenceOf } from "#failure";
import type { Id } from "#ids";
import { type FileTables, releaseFiles } from "#platform/blobs";
import { breather } from "#platform/threads";
import type { World } from "#world";
import { copyJudged } from "./judged.ts";
import type { EvaluateTables } from "./tables.ts";

type Seen = Pick<World<EvaluateTables & FileTables>, "db" | "bulk" | "blobs" | "log">;

/**
 * Takes the answers of evaluations that an older release kept as a blob of JSON lines each into rows. One that cannot be read
 * keeps no other from being taken over, and is tried again with the next call.
 */
export async function takeOverJudged(world: Seen, { signal }: { signal: AbortSignal }): Promise<void> {
  const rows = await world.db.selectFrom("evaluation").select("id").where("predictions", "is not", null).execute();
  for (const { id } of rows) {
    if (signal.aborted) return;
    await takeOver(world, id).catch((thrown: unknown) =>
      world.log.warn({ evaluation: id, error: sentenceOf(thrown) }, "The answers of an evaluation could not be read."),
    );
  }
}

function takeOver(world: Seen, id: Id<"evaluation">): Promise<void> {
  return world.bulk(async (db, copy) => {
    const row = await db
      .selectFrom("evaluation")
      .innerJoin("file", (join) => join.onRef("file.owner", "=", "evaluation.id").on("file.path", "=", "judged"))
      .select(["file.workspace", "file.blob"])
      .where("evaluation.id", "=", id)
      .where("evaluation.predictions", "is not", null)
      .forUpdate("evaluation")
      .executeTakeFirst();
    if (!row) return;
    await copyJudged(copy, id, await decode(await world.blobs.read(row.workspace, row.blob)));
    await db.updateTable("evaluation").set({ predictions: null }).where("id", "=", id).execute();
    await releaseFiles({ db }, { owners: [id], path: "judged" });
  });
}

async function decode(bytes: Uint8Array) {
  const breathe = breather();
  const judged: { item: Id<"item">; actual: string; predicted: string; score: number }[] = [];
  for (const line of new TextDecoder().decode(bytes).split("\n")) {
    if (line === "") continue;
    const [item, actual, predicted, score] = JSON.parse(line) as [Id<"item">, string, string, number];
    judged.push({ item, actual, predicted, score });
    await breathe();
  }
  return judged;
}
