import { hash as digest } from "node:crypto";
import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { type FileTables, keepFile } from "#platform/blobs";
import { transaction } from "#platform/database";
import type { Received, World } from "#world";
import type { Split } from "./contract.ts";
import { datasetOf } from "./create-project.ts";
import { mediaType } from "./media-type.ts";
import type { CollectTables } from "./tables.ts";

const fileLimit = 64 * 1024 * 1024;
const headBytes = 16;

/** A file that becomes an item. */
export interface AddedFile {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly name: string;
  /** The media type that its sender says; what its first bytes show counts more. */
  readonly type: string;
  readonly split: Split | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Takes a file of at most 64 MiB as the content of an item; the same bytes are one item. Gives the item, and whether it is new. */
export async function addFile(
  world: Pick<World<CollectTables & FileTables>, "db" | "blobs">,
  given: AddedFile,
): Promise<{ item: Id<"item">; added: "now" | "before" }> {
  const head = new Uint8Array(headBytes);
  const received = await world.blobs.receive(given.workspace, watched(given.body, head), fileLimit);
  try {
    if (received.bytes === 0) throw new Failure("invalid", "The file is empty.", { field: "body" });
    const taken = await takeFile(world, given, { received, type: mediaType(head, given.type) });
    if (taken.added === "before") await received.drop();
    return taken;
  } catch (thrown) {
    await received.drop();
    throw thrown;
  }
}

/** Passes bytes on, and copies the first of them. */
async function* watched(body: AsyncIterable<Uint8Array>, head: Uint8Array): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const part of body) {
    if (seen < head.length) head.set(part.subarray(0, head.length - seen), seen);
    seen += part.length;
    yield part;
  }
}

function takeFile(
  world: Pick<World<CollectTables & FileTables>, "db">,
  { workspace, project, name, split }: AddedFile,
  { received, type }: { received: Received; type: string },
): Promise<{ item: Id<"item">; added: "now" | "before" }> {
  return transaction(world.db, async (db) => {
    const dataset = await datasetOf({ db }, project);
    const content = `${dataset}\n\u001dfile\n${received.hash}`;
    const hash = Buffer.from(digest("sha256", content).slice(0, 32), "hex");
    const id = newId("item");
    const blob = { blob: received.hash, bytes: received.bytes, type, name };
    const made = await db
      .insertInto("item")
      .values({ id, dataset, hash, text: null, ...blob, ...bare, split: split ?? null })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (made) {
      await keepFile({ db }, received, { workspace, project, owner: id, path: "content" });
      return { item: id, added: "now" };
    }
    const known = await db
      .selectFrom("item")
      .select("id")
      .where("dataset", "=", dataset)
      .where("hash", "=", hash)
      .executeTakeFirstOrThrow();
    return { item: known.id, added: "before" };
  });
}

const bare = { key: null, fields: null, meta: null, import: null, line: null };
