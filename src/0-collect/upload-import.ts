import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { type FileTables, keepFile, releaseFiles } from "#platform/blobs";
import { json, transaction } from "#platform/database";
import { askJob, type JobTables } from "#platform/jobs";
import type { Received, World } from "#world";
import type { AskedImportOptions, Format, ImportPreview } from "./contract.ts";
import { datasetOf } from "./create-project.ts";
import { importFile } from "./jobs.ts";
import { previewSource } from "./preview-import.ts";
import { formatOf, type Source } from "./read-source.ts";
import type { CollectTables } from "./tables.ts";

const uploadLimit = 16 * 1024 ** 3;

type Seen = Pick<World<CollectTables & FileTables & JobTables>, "db" | "blobs" | "jobs" | "clock">;

interface Uploaded {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly name: string;
  readonly format: Format | undefined;
  readonly askedBy: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Stores a file that was sent and says what is in it; a file that cannot be read leaves nothing behind. */
export async function uploadImport(world: Seen, given: Uploaded): Promise<ImportPreview> {
  const { workspace } = given;
  const received = await world.blobs.receive(workspace, given.body, uploadLimit);
  const id = newId("import");
  try {
    if (received.bytes === 0) throw new Failure("invalid", "The file is empty.", { field: "file" });
    await insertWaiting(world, { ...given, id, received });
    const format = given.format ?? (await formatOf(given.name, world.blobs, { workspace, hash: received.hash }));
    const source: Source = { workspace, hash: received.hash, format };
    await world.db
      .updateTable("import")
      .set({ source: json({ ...source, bytes: received.bytes }) })
      .where("id", "=", id)
      .execute();
    return { import: id, ...(await previewSource(world, source)) };
  } catch (thrown) {
    await received.drop();
    await dropWaiting(world, { id });
    throw thrown;
  }
}

/** Makes the row of a file that was sent, which keeps its bytes. */
async function insertWaiting(
  world: Seen,
  given: Omit<Uploaded, "format" | "body"> & { id: Id<"import">; received: Received },
): Promise<void> {
  const { id, received, workspace, project, name, askedBy } = given;
  const dataset = await datasetOf(world, project);
  await transaction(world.db, async (db) => {
    const source = json({ workspace, hash: received.hash, bytes: received.bytes });
    const about = { id, workspace, dataset, project, name, asked_by: askedBy, state: "waiting" } as const;
    await db
      .insertInto("import")
      .values({ ...about, source, options: json({}) })
      .execute();
    await keepFile({ db }, received, { workspace, project, owner: id, path: "source" });
  });
}

/** Starts taking a file that was sent; at most once. */
export async function startImport(
  world: Seen,
  given: {
    project: Id<"project">;
    workspace: Id<"workspace">;
    import: Id<"import">;
    options: AskedImportOptions;
    askedBy: string;
  },
): Promise<{ import: string; job: string }> {
  return transaction(world.db, async (db) => {
    const row = await db
      .selectFrom("import")
      .select(["state", "name"])
      .where("id", "=", given.import)
      .where("project", "=", given.project)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new Failure("missing", "There is no such import.", { field: "import" });
    if (row.state !== "waiting") throw new Failure("conflict", "This import was started already.", { field: "import" });
    const job = await askJob({ ...world, db }, importFile, {
      input: { import: given.import },
      workspace: given.workspace,
      project: given.project,
      title: `Import ${row.name}`,
      askedBy: given.askedBy,
    });
    await db
      .updateTable("import")
      .set({ state: "running", options: json(given.options), job })
      .where("id", "=", given.import)
      .execute();
    return { import: given.import, job };
  });
}

/** Forgets a file that was sent but never taken. */
export async function dropImport(
  world: Pick<Seen, "db">,
  given: { project: Id<"project">; import: Id<"import"> },
): Promise<void> {
  await dropWaiting(world, { id: given.import, project: given.project });
}

/** Forgets the files that were sent a day ago and never taken. */
export async function forgetOldUploads(world: Pick<Seen, "db" | "clock">): Promise<void> {
  await dropWaiting(world, { before: new Date(world.clock.now().getTime() - waitedMilliseconds) });
}

const waitedMilliseconds = 86_400_000;

/** Deletes imports that wait, and lets go of their files. */
async function dropWaiting(
  world: Pick<Seen, "db">,
  which: { id?: Id<"import">; project?: Id<"project">; before?: Date },
): Promise<void> {
  await transaction(world.db, async (db) => {
    let dropping = db.deleteFrom("import").where("state", "=", "waiting");
    if (which.id) dropping = dropping.where("id", "=", which.id);
    if (which.project) dropping = dropping.where("project", "=", which.project);
    if (which.before) dropping = dropping.where("created_at", "<", which.before);
    const rows = await dropping.returning("id").execute();
    await releaseFiles({ db }, { owners: rows.map((row) => row.id) });
  });
}
