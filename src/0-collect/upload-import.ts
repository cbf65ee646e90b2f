import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { json, lockInTransaction, transaction } from "#platform/database";
import { askJob, type JobTables } from "#platform/jobs";
import type { World } from "#world";
import type { Format, ImportOptions, ImportPreview } from "./contract.ts";
import { datasetOf } from "./create-project.ts";
import { forgetBlob, lockOfBlob } from "./forget-blob.ts";
import { importFile } from "./jobs.ts";
import { listClasses } from "./read-folder.ts";
import { formatOf, readSource, type Source } from "./read-source.ts";
import { guessColumns, type SourceRow } from "./source.ts";
import type { CollectTables } from "./tables.ts";

const uploadLimit = 16 * 1024 ** 3;
const previewRows = 20;

type Seen = Pick<World<CollectTables & JobTables>, "db" | "blobs" | "jobs" | "clock">;

interface Uploaded {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly name: string;
  readonly format: Format | undefined;
  readonly askedBy: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Stores a file that was sent and says what is in it; a file that cannot be read leaves nothing behind. The row comes before
 * the look into the file, so that another import of the same bytes that ends meanwhile leaves them here.
 */
export async function uploadImport(world: Seen, given: Uploaded): Promise<ImportPreview> {
  const { workspace } = given;
  const blob = await world.blobs.put(workspace, given.body, uploadLimit);
  const id = newId("import");
  try {
    if (blob.bytes === 0) throw new Failure("invalid", "The file is empty.", { field: "file" });
    const format = given.format ?? (await formatOf(given.name, await world.blobs.path(workspace, blob.hash)));
    const source: Source = { workspace, hash: blob.hash, format };
    await insertWaiting(world, { ...given, id, source: { ...source, bytes: blob.bytes } });
    return { import: id, format, ...(await preview(world, source)) };
  } catch (thrown) {
    await world.db.deleteFrom("import").where("id", "=", id).where("state", "=", "waiting").execute();
    await forgetBlob(world, { workspace, hash: blob.hash });
    throw thrown;
  }
}

/** Makes the row of a file that was sent; from then on its bytes stay. */
async function insertWaiting(
  world: Seen,
  given: Omit<Uploaded, "format" | "body"> & { id: Id<"import">; source: Source & { bytes: number } },
): Promise<void> {
  const { id, source, workspace, project, name, askedBy } = given;
  const dataset = await datasetOf(world, project);
  await transaction(world.db, async (db) => {
    await lockInTransaction(db, lockOfBlob(source));
    const options = json({});
    const about = { id, workspace, dataset, project, name, options, asked_by: askedBy, state: "waiting" } as const;
    await db
      .insertInto("import")
      .values({ ...about, source: json(source) })
      .execute();
  });
  await world.blobs.path(workspace, source.hash).catch(() => {
    throw new Failure("unavailable", "Another import of the same file ended just now. Send the file again.");
  });
}

async function preview(world: Pick<Seen, "blobs">, source: Source): Promise<Omit<ImportPreview, "import" | "format">> {
  const classes =
    source.format === "folder"
      ? await listClasses(await world.blobs.path(source.workspace, source.hash), () =>
          world.blobs.stream(source.workspace, source.hash),
        )
      : undefined;
  const batches = readSource(world.blobs, source, { columns: {}, batch: previewRows });
  const first = (await batches.next()).value;
  await batches.return(undefined);
  if (!first) throw new Failure("invalid", "The file is empty.", { field: "file" });
  const text = source.format === "folder" ? "text" : guessColumns(first.columns, []).text;
  const rows = (first.rows as readonly SourceRow[])
    .slice(0, previewRows)
    .map((row) =>
      shown({ ...row.fields, [text ?? "text"]: row.text, ...(row.label !== undefined && { label: row.label }) }),
    );
  const guess = source.format === "folder" ? { text: "text", label: "label" } : guessColumns(first.columns, rows);
  return { columns: [...first.columns], guess, rows, classes };
}

const shown = (record: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, 500),
    ]),
  );

/** Starts taking a file that was sent; at most once. */
export async function startImport(
  world: Seen,
  given: {
    project: Id<"project">;
    workspace: Id<"workspace">;
    import: Id<"import">;
    options: ImportOptions;
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
  world: Pick<Seen, "db" | "blobs">,
  given: { project: Id<"project">; import: Id<"import"> },
): Promise<void> {
  const row = await world.db
    .deleteFrom("import")
    .where("id", "=", given.import)
    .where("project", "=", given.project)
    .where("state", "=", "waiting")
    .returning("source")
    .executeTakeFirst();
  if (row) await forgetBlob(world, row.source as Source);
}

const waitedMilliseconds = 86_400_000;

/** Forgets the files that were sent a day ago and never taken. */
export async function forgetOldUploads(world: Pick<Seen, "db" | "blobs" | "clock">): Promise<void> {
  const rows = await world.db
    .deleteFrom("import")
    .where("state", "=", "waiting")
    .where("created_at", "<", new Date(world.clock.now().getTime() - waitedMilliseconds))
    .returning("source")
    .execute();
  for (const row of rows) await forgetBlob(world, row.source as Source);
}
