import { type Selectable, sql } from "kysely";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { type FileTables, releaseFiles, storeFile } from "#platform/blobs";
import { json, lockInTransaction, storable, storableJson, transaction } from "#platform/database";
import type { Progress } from "#platform/jobs";
import type { CopyRows, Database, World } from "#world";
import { type ImportOptions, importOptions, type Reject, type Split } from "./contract.ts";
import { Findings } from "./findings.ts";
import { knownContent } from "./known-content.ts";
import { readAhead } from "./read-ahead.ts";
import { refuseThinFolder } from "./read-folder.ts";
import { classesOf, readSource, type Source } from "./read-source.ts";
import type { CollectTables } from "./tables.ts";
import { takeBatch } from "./take-batch.ts";

const batchRows = 2000;
const charactersAhead = 128 * 1024;
const shownRejects = 20;
const keptRejects = 100_000;

/** A row of an import with the item that it became, or that was there before with the same content or key. */
export interface TakenRow {
  readonly line: number;
  readonly item: Id<"item">;
  readonly added: "now" | "before";
  readonly label: string | undefined;
  /** What it says to questions, by their names. */
  readonly answers: Readonly<Record<string, string>> | undefined;
  readonly split: Split | undefined;
}

/** What an import is, and what else becomes of its rows in the same transaction. */
export interface ImportGiven {
  readonly import: Id<"import">;
  readonly progress: Progress;
  /** Called once in each transaction that is tried. */
  readonly open: (taking: ImportTransaction) => Promise<ImportTaker>;
}

/** The transaction that an import runs in, what was asked of it, and where it is noted what becomes of its rows. */
export interface ImportTransaction {
  readonly db: Database<CollectTables & FileTables>;
  readonly copy: CopyRows;
  readonly options: ImportOptions;
  readonly askedBy: string;
  readonly findings: Findings;
}

/** What takes the rows of an import once they are items. */
interface ImportTaker {
  /** The names of the questions that the project asks, the first of which the label answers. */
  readonly questions: readonly string[];
  /** Takes a batch. */
  rows(rows: readonly TakenRow[]): Promise<void>;
  /** Called when all of it is in; gives how many labels were taken. */
  end(taken: { added: number }): Promise<{ labelled: number }>;
}

/**
 * Takes a file that was sent, in one transaction: rows whose content is new are copied in as items, batch by batch, while
 * the next ones are read. Killed or cancelled midway, nothing of it is there, and it can be repeated.
 */
export async function importItems(
  world: Pick<World<CollectTables & FileTables>, "db" | "bulk" | "blobs" | "clock">,
  given: ImportGiven,
): Promise<object> {
  const { dataset } = await readRow(world.db, given.import);
  const attempt = () =>
    world.bulk(async (db, copy) => {
      const unheed = await heedCancel(world, db, given.progress.signal);
      try {
        await lockInTransaction(db, lockOfImports(dataset));
        // Whoever had the lock may have been another attempt at this import, or who deletes its project.
        const row = await readRow(db, given.import);
        return row.state === "done" ? counts(row) : await takeAll(world, { ...given, db, copy, row });
      } finally {
        await unheed();
      }
    });
  for (let left = 2; ; left--) {
    try {
      return await attempt();
    } catch (thrown) {
      if (left === 0 || !isAddedMeanwhile(thrown)) throw thrown;
    }
  }
}

/** The lock under which the imports of a dataset run one after the other, and are swept. */
export const lockOfImports = (dataset: Id<"dataset">): string => `import ${dataset}`;

async function readRow(db: Database<CollectTables & FileTables>, id: Id<"import">): Promise<Taking["row"]> {
  const row = await db.selectFrom("import").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw new Failure("missing", "This import was deleted with its project.", { field: "import" });
  return row;
}

/** Somebody added a text of this file to the dataset after it was looked up here: the next attempt finds it. */
const isAddedMeanwhile = (thrown: unknown): boolean =>
  (thrown as { constraint?: string } | null)?.constraint === "item_content";

interface Taking {
  readonly db: Database<CollectTables & FileTables>;
  readonly copy: CopyRows;
  readonly row: Selectable<CollectTables["import"]>;
}

async function takeAll(
  world: Pick<World<CollectTables>, "blobs" | "clock">,
  given: Taking & Pick<ImportGiven, "open" | "progress">,
): Promise<object> {
  const { db, copy, row } = given;
  await refuseThin(world, row);
  const findings = new Findings();
  const options = importOptions.parse(row.options);
  const taker = await given.open({ db, copy, options, askedBy: row.asked_by, findings });
  const read = await takeRows(world, { ...given, options, findings, taker });
  if (read.rows === 0) throw nothingRead(read);
  const { labelled } = await taker.end({ added: read.added });
  given.progress.signal.throwIfAborted();
  const blob = await keepRejects(world, given, read.rejects);
  const done = {
    read: read.rows + read.rejected,
    added: read.added,
    duplicates: read.rows - read.added,
    labelled,
    rejected: read.rejected,
  };
  const kept = await db
    .updateTable("import")
    .set({
      state: "done",
      ...done,
      rejects: json(read.rejects.slice(0, shownRejects)),
      rejects_blob: blob,
      findings: storableJson(findings.list()),
      ended_at: world.clock.now(),
    })
    .where("id", "=", row.id)
    .where("state", "=", "running")
    .where((eb) => eb.exists(eb.selectFrom("project").where("id", "=", row.project).where("removed_at", "is", null)))
    .returning("id")
    .executeTakeFirst();
  if (!kept) throw new Failure("conflict", "This import was ended meanwhile, or its project was deleted.");
  await releaseFiles({ db }, { owners: [row.id], path: "source" });
  return counts({ id: row.id, ...done });
}

/** Refuses a folder whose classes have too few documents. */
async function refuseThin(world: Pick<World<CollectTables>, "blobs">, row: Taking["row"]): Promise<void> {
  if ((row.source as Source).format !== "folder") return;
  refuseThinFolder(await classesOf(world.blobs, row.source as Source), (row.options as ImportOptions).minPerClass);
}

/** Lets a cancellation end the statement that runs, which may be a long one. */
async function heedCancel(
  world: Pick<World<CollectTables>, "db">,
  db: Database<CollectTables & FileTables>,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  let cancelling: Promise<unknown> | undefined;
  const cancel = () => {
    cancelling = sql`select pg_cancel_backend(${rows[0]?.pid})`.execute(world.db).catch(() => undefined);
  };
  signal.addEventListener("abort", cancel);
  // The connection is lent on after this; a cancellation still on its way would end somebody else's statement.
  return async () => {
    signal.removeEventListener("abort", cancel);
    await cancelling;
  };
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

interface Read {
  readonly rows: number;
  readonly rejected: number;
  readonly rejects: readonly Reject[];
  readonly added: number;
}

async function takeRows(
  world: Pick<World<CollectTables>, "blobs">,
  given: Taking & {
    progress: Progress;
    options: ImportOptions;
    findings: Findings;
    taker: ImportTaker;
  },
): Promise<Read> {
  const { progress, row, taker, options, findings } = given;
  const { bytes, ...source } = row.source as Source & { bytes: number };
  const seen = { rows: 0, rejected: 0, rejects: [] as Reject[], characters: 0, added: 0 };
  const taking = { ...given, mayHold: await knownContent(given.db, row.dataset) };
  const batches = readSource(world.blobs, source, { options, questions: taker.questions, findings, batch: batchRows });
  for await (const batch of readAhead(batches, { weigh: (one) => one.weight, most: charactersAhead })) {
    progress.signal.throwIfAborted();
    const { rows, conflicts } = await takeBatch(taking, batch);
    await taker.rows(rows);
    const rejects = [...batch.rejects, ...conflicts];
    seen.added += rows.reduce((sum, one) => sum + (one.added === "now" ? 1 : 0), 0);
    seen.rows += rows.length;
    seen.characters += batch.weight;
    seen.rejected += rejects.length;
    seen.rejects.push(...rejects.slice(0, keptRejects - seen.rejects.length));
    // How many rows there will be is guessed from the bytes; within a tenth for most files.
    const guess = Math.round((bytes / Math.max(seen.characters * 1.15, 1)) * seen.rows);
    progress.report(seen.rows, Math.max(seen.rows, guess), "Reading");
  }
  return seen;
}

function nothingRead(read: { rejected: number; rejects: readonly Reject[] }): Failure {
  const first = read.rejects[0];
  return new Failure(
    "invalid",
    first ? `No row could be taken. The first, at line ${first.line}: ${first.reason}.` : "The file has no rows.",
    { field: "file", rejected: read.rejected },
  );
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

/** Keeps the rejected rows as a file; gives its hash. */
async function keepRejects(
  world: Pick<World<CollectTables>, "blobs">,
  { db, row }: Taking,
  rejects: readonly Reject[],
): Promise<string | null> {
  if (rejects.length === 0) return null;
  const file = { workspace: row.workspace, project: row.project ?? undefined, owner: row.id, path: "rejects" };
  return (await storeFile({ ...world, db }, rejectsFile(rejects), file)).hash;
}

/** Marks an import as failed or cancelled, with the sentence that says why, and lets go of its file. */
export async function endImport(
  world: Pick<World<CollectTables & FileTables>, "db" | "clock">,
  given: { import: Id<"import">; state: "failed" | "cancelled"; error: string },
): Promise<void> {
  await transaction(world.db, async (db) => {
    const ended = await db
      .updateTable("import")
      .set({ state: given.state, error: storable(given.error), ended_at: world.clock.now() })
      .where("id", "=", given.import)
      .where("state", "=", "running")
      .returning("id")
      .executeTakeFirst();
    if (ended) await releaseFiles({ db }, { owners: [ended.id], path: "source" });
  });
}
