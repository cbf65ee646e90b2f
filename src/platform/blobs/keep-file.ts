import { Failure } from "#failure";
import type { Id } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import type { Blob, Received, World } from "#world";
import type { FileTables } from "./tables.ts";

/** Who keeps a blob, and as what. */
export interface FileKept {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project"> | undefined;
  readonly owner: Id<string>;
  readonly path: string;
}

/**
 * Keeps bytes that were received, for an owner, in the transaction that `world.db` may be; what the owner kept there before
 * is let go. From its commit on the bytes stay for as long as the row does.
 */
export function keepFile(
  world: Pick<World<FileTables>, "db">,
  received: Received,
  { workspace, project, owner, path }: FileKept,
): Promise<Blob> {
  const { hash, bytes, md5 } = received;
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, lockOfBlob(workspace, hash));
    const set = { workspace, project: project ?? null, blob: hash, bytes, md5 };
    await db
      .insertInto("file")
      .values({ owner, path, ...set })
      .onConflict((conflict) => conflict.columns(["owner", "path"]).doUpdateSet(set))
      .execute();
    await received.keep();
    return { hash, bytes, md5 };
  });
}

/** Keeps a blob that somebody in this workspace keeps already, for one more owner; a failure when nobody does any more. */
export function keepBlob(world: Pick<World<FileTables>, "db">, hash: string, kept: FileKept): Promise<void> {
  const { workspace, project, owner, path } = kept;
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, lockOfBlob(workspace, hash));
    const known = await db
      .selectFrom("file")
      .select(["bytes", "md5"])
      .where("workspace", "=", workspace)
      .where("blob", "=", hash)
      .limit(1)
      .executeTakeFirst();
    if (!known) throw new Failure("missing", "A stored file was removed meanwhile.", { hash });
    const set = { workspace, project: project ?? null, blob: hash, ...known };
    await db
      .insertInto("file")
      .values({ owner, path, ...set })
      .onConflict((conflict) => conflict.columns(["owner", "path"]).doUpdateSet(set))
      .execute();
  });
}

/** Receives bytes and keeps them for an owner. */
export async function storeFile(
  world: Pick<World<FileTables>, "db" | "blobs">,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  file: FileKept,
): Promise<Blob> {
  const received = await world.blobs.receive(file.workspace, content);
  try {
    return await keepFile(world, received, file);
  } catch (thrown) {
    await received.drop();
    throw thrown;
  }
}

/** Lets go of what an owner keeps: all of it, or one path. The bytes that nobody else keeps go after the commit. */
export async function releaseFiles(
  world: Pick<World<FileTables>, "db">,
  given: { owners: readonly Id<string>[]; path?: string },
): Promise<void> {
  if (given.owners.length === 0) return;
  let letting = world.db.deleteFrom("file").where("owner", "in", given.owners);
  if (given.path !== undefined) letting = letting.where("path", "=", given.path);
  await letting.execute();
}

/** Lets go of all that a project's things keep. */
export async function releaseProjectFiles(world: Pick<World<FileTables>, "db">, project: Id<"project">): Promise<void> {
  await world.db.deleteFrom("file").where("project", "=", project).execute();
}

/** The lock under which a blob gets a row that keeps it, or is removed. */
export const lockOfBlob = (workspace: Id<"workspace">, hash: string): string => `blob ${workspace} ${hash}`;
