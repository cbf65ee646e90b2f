import { createHash } from "node:crypto";
import { type Selectable, sql } from "kysely";
import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { json } from "#platform/database";
import type { Progress } from "#platform/jobs";
import type { Database, RowCopy, StartCopy, World } from "#world";
import type { ImportOptions, Reject } from "./contract.ts";
import { listClasses, refuseThinFolder } from "./read-folder.ts";
import { readSource, type Source } from "./read-source.ts";
import type { Batch } from "./source.ts";
import type { CollectTables } from "./tables.ts";

/** The rows of a running import, as copied: visible in its transaction only. `item` is the item that a row became or was already. */
export interface StagedTables {
  staged: {
    line: number;
    id: Id<"item">;
    hash: Buffer;
    text: string;
    label: string | null;
    key: string | null;
    fields: unknown;
  };
}

const batchRows = 2000;
const shownRejects = 20;
const keptRejects = 100_000;

/** What an import did, and what to do with the staged rows in its transaction before it commits. */
export interface ImportGiven {
  readonly import: Id<"import">;
  readonly progress: Progress;
  /** Called when the items are in: gives how many labels were taken. */
  readonly onItems: (
    db: Database<CollectTables & StagedTables>,
    row: { dataset: Id<"dataset">; import: Id<"import"> },
  ) => Promise<number>;
}

/**
 * Takes a file that was sent, in one transaction: rows are copied to a temporary table while they are read, then become
 * items where their content is new. Killed or cancelled midway, nothing of it is there, and it can be repeated.
 */
export async function importItems(
  world: Pick<World<CollectTables>, "db" | "bulk" | "blobs" | "clock">,
  given: ImportGiven,
): Promise<object> {
  const row = await world.db.selectFrom("import").selectAll().where("id", "=", given.import).executeTakeFirstOrThrow();
  if (row.state === "done") return counts(row);
  const source = row.source as Source & { bytes: number };
  const options = row.options as ImportOptions;
  if (source.format === "folder") {
    refuseThinFolder(
      await listClasses(await world.blobs.path(source.workspace, source.hash), () =>
        world.blobs.stream(source.workspace, source.hash),
      ),
      options.minPerClass,
    );
  }
  return world.bulk(async (db, copy) => {
    const unheed = await heedCancel(world, db, given.progress.signal);
    try {
      return await takeAll(world, { ...given, db, copy, row });
    } finally {
      unheed();
    }
  });
}

type Taking = ImportGiven & {
  readonly db: Database<CollectTables>;
  readonly copy: StartCopy;
  readonly row: Selectable<CollectTables["import"]>;
};

async function takeAll(world: Pick<World<CollectTables>, "blobs" | "clock">, given: Taking): Promise<object> {
  const { db, copy, row } = given;
  const source = row.source as Source & { bytes: number };
  const options = row.options as ImportOptions;
  await sql`create temporary table staged (line integer, id text collate "C", hash bytea, text text, label text, key text, fields jsonb) on commit drop`.execute(
    db,
  );
  const staging = copy("staged", ["line", "id", "hash", "text", "label", "key", "fields"]);
  const read = await stage(world, {
    source,
    options,
    staging,
    progress: given.progress,
    salt: options.duplicates === "keep" ? row.id : undefined,
  });
  if (read.rows === 0) throw nothingRead(read);
  given.progress.report(read.rows, read.rows, "Leaving out what is here already");
  const added = await insertItems(db, { dataset: row.dataset, import: row.id, options });
  const labelled = await given.onItems(db as unknown as Database<CollectTables & StagedTables>, {
    dataset: row.dataset,
    import: row.id,
  });
  given.progress.signal.throwIfAborted();
  const blob = read.rejects.length > 0 ? await world.blobs.put(row.workspace, rejectsFile(read.rejects)) : undefined;
  const done = {
    read: read.rows + read.rejected,
    added,
    duplicates: read.rows - added,
    labelled,
    rejected: read.rejected,
  };
  await db
    .updateTable("import")
    .set({
      state: "done",
      ...done,
      rejects: json(read.rejects.slice(0, shownRejects)),
      rejects_blob: blob?.hash ?? null,
      ended_at: world.clock.now(),
    })
    .where("id", "=", row.id)
    .execute();
  return counts({ id: row.id, ...done });
}

/** Lets a cancellation end the statement that runs, which may be a long one. */
async function heedCancel(
  world: Pick<World<CollectTables>, "db">,
  db: Database<CollectTables>,
  signal: AbortSignal,
): Promise<() => void> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const cancel = () => void sql`select pg_cancel_backend(${rows[0]?.pid})`.execute(world.db).catch(() => undefined);
  signal.addEventListener("abort", cancel);
  return () => signal.removeEventListener("abort", cancel);
}

const counts = (row: {
  id: string;
  added: number;
  duplicates: number;
  rejected: number;
  labelled: number;
}): object => ({
  import: row.id,
  added: row.added,
  duplicates: row.duplicates,
  rejected: row.rejected,
  labelled: row.labelled,
});

interface Staging {
  readonly source: Source & { bytes: number };
  readonly options: ImportOptions;
  readonly staging: RowCopy;
  readonly progress: Progress;
  readonly salt: string | undefined;
}

async function stage(
  world: Pick<World<CollectTables>, "blobs">,
  given: Staging,
): Promise<{ rows: number; rejected: number; rejects: Reject[] }> {
  const seen = { rows: 0, rejected: 0, rejects: [] as Reject[], characters: 0 };
  for await (const batch of readSource(world.blobs, given.source, { columns: given.options, batch: batchRows })) {
    given.progress.signal.throwIfAborted();
    await given.staging.write(cells(batch, given.salt));
    seen.rows += batch.rows.length;
    seen.rejected += batch.rejects.length;
    if (seen.rejects.length < keptRejects)
      seen.rejects.push(...batch.rejects.slice(0, keptRejects - seen.rejects.length));
    for (const row of batch.rows) seen.characters += row.text.length;
    // How many rows there will be is guessed from the bytes; within a tenth for most files.
    const guess = Math.max(
      seen.rows,
      Math.round((given.source.bytes / Math.max(seen.characters * 1.15, 1)) * seen.rows),
    );
    given.progress.report(seen.rows, guess, "Reading");
  }
  await given.staging.end();
  return seen;
}

function* cells(batch: Batch, salt: string | undefined) {
  for (const row of batch.rows) {
    const fields = row.fields ? JSON.stringify(row.fields).replaceAll("\\u0000", "\\ufffd") : null;
    yield [
      row.line,
      newId("item"),
      `\\x${contentHash(row.text, salt && `${salt} ${row.line}`)}`,
      row.text,
      row.label ?? null,
      row.key ?? null,
      fields,
    ] as const;
  }
}

/** The content hash of a text, 16 bytes in hexadecimal; a salt makes it one of its own. */
export function contentHash(text: string, salt?: string | undefined): string {
  const hash = createHash("sha256").update(text);
  if (salt) hash.update(`\n${salt}`);
  return hash.digest("hex").slice(0, 32);
}

function nothingRead(read: { rejected: number; rejects: readonly Reject[] }): Failure {
  const first = read.rejects[0];
  return new Failure(
    "invalid",
    first ? `No row could be taken. The first, at line ${first.line}: ${first.reason}.` : "The file has no rows.",
    { field: "file", rejected: read.rejected },
  );
}

async function insertItems(
  db: Database<CollectTables>,
  given: { dataset: Id<"dataset">; import: Id<"import">; options: ImportOptions },
): Promise<number> {
  const result = await sql`insert into item (id, dataset, hash, text, key, fields, split, import, line)
    select id, ${given.dataset}, hash, text, key, fields, ${given.options.split ?? null}, ${given.import}, line from staged
    on conflict do nothing`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

function rejectsFile(rejects: readonly Reject[]): Uint8Array {
  const cell = (value: string | number) =>
    `"${String(value)
      .replaceAll('"', '""')
      .replace(/^([=+\-@\t])/, "'$1")}"`;
  return new TextEncoder().encode(
    `line,reason,text\n${rejects.map((one) => [one.line, one.reason, one.text].map(cell).join(",")).join("\n")}\n`,
  );
}

/** Marks an import as failed or cancelled, with the sentence that says why. */
export async function endImport(
  world: Pick<World<CollectTables>, "db" | "clock">,
  given: { import: Id<"import">; state: "failed" | "cancelled"; error: string },
): Promise<void> {
  await world.db
    .updateTable("import")
    .set({ state: given.state, error: given.error, ended_at: world.clock.now() })
    .where("id", "=", given.import)
    .where("state", "=", "running")
    .execute();
}

/** The bytes that an import was made from. */
export async function importSource(world: Pick<World<CollectTables>, "db">, id: Id<"import">): Promise<Source> {
  const row = await world.db.selectFrom("import").select("source").where("id", "=", id).executeTakeFirstOrThrow();
  return row.source as Source;
}
