import { type Selectable, sql } from "kysely";
import { type Id, newId } from "#ids";
import { storableJson } from "#platform/database";
import type { CopyRows, Database } from "#world";
import { contentHash } from "./content-hash.ts";
import type { ImportOptions, Reject, Split } from "./contract.ts";
import type { Findings } from "./findings.ts";
import type { TakenRow } from "./import-items.ts";
import type { MayHold } from "./known-content.ts";
import type { Batch, SourceRow } from "./source.ts";
import type { CollectTables } from "./tables.ts";

/** The transaction of an import, its row, what its dataset may hold, and where it is noted what is bent. */
interface Taking {
  readonly db: Database<CollectTables>;
  readonly copy: CopyRows;
  readonly row: Selectable<CollectTables["import"]>;
  readonly mayHold: MayHold;
  readonly findings: Findings;
}

/** What became of a batch: rows with their items, and rows in conflict with what is here. */
interface Taken {
  readonly rows: readonly TakenRow[];
  readonly conflicts: readonly Reject[];
}

/** Makes items of the rows whose content and key are new, and finds the items of the others. */
export async function takeBatch(taking: Taking, { rows }: Batch): Promise<Taken> {
  const { dataset, id, options } = taking.row;
  const keep = (options as ImportOptions).duplicates === "keep";
  const hashes = rows.map((row) => contentHash(dataset, row, keep ? `${id} ${row.line}` : undefined));
  const doubtful = keep ? [] : hashes.filter(taking.mayHold);
  const isAllNew = doubtful.length === 0 && rows.every((row) => row.key === undefined);
  const taken = isAllNew
    ? { rows: rows.map(newItem), conflicts: [] }
    : await findOrAdd(taking, { rows, hashes, doubtful });
  await copyItems(taking, { rows, hashes, taken: taken.rows });
  return taken;
}

const newItem = ({ line, label, answers, split }: SourceRow): TakenRow => ({
  line,
  item: newId("item"),
  added: "now",
  label,
  answers,
  split,
});

/** What is known of an item that is here. */
interface Known {
  readonly id: Id<"item">;
  readonly key: string | null;
  readonly split: Split | null;
  readonly line: number | null;
}

async function findOrAdd(
  taking: Taking,
  given: { rows: readonly SourceRow[]; hashes: readonly string[]; doubtful: readonly string[] },
): Promise<Taken> {
  const byHash = await findByHash(taking, given.doubtful);
  const byKey = await findByKey(taking, given.rows);
  const conflicts: Reject[] = [];
  const rows = given.rows.flatMap((row, at): TakenRow[] => {
    const { line, key, label, answers, split } = row;
    const hash = given.hashes[at] as string;
    const known = byHash.get(hash);
    const holder = key === undefined ? undefined : byKey.get(key);
    if (holder && holder.id !== known?.id) {
      conflicts.push(conflictOf(row, holder));
      return [];
    }
    if (known) {
      noteUnkept(taking.findings, row, known);
      return [{ line, item: known.id, added: "before", label, answers, split }];
    }
    const added = newItem(row);
    const now: Known = { id: added.item, key: key ?? null, split: split ?? null, line };
    byHash.set(hash, now);
    if (key !== undefined) byKey.set(key, now);
    return [added];
  });
  return { rows, conflicts };
}

const conflictOf = ({ line, key, text }: SourceRow, holder: Known): Reject => ({
  line,
  reason: `the key "${(key ?? "").slice(0, 60)}" belongs to an item with other content${holder.line === null ? "" : `, taken from line ${holder.line} of its file`}; neither was changed`,
  text: text.slice(0, 200),
});

function noteUnkept(findings: Findings, { line, key, split }: SourceRow, known: Known): void {
  if (key !== undefined && known.key !== key) findings.note("key not kept", line);
  if (split !== undefined && known.split !== split) findings.note("split not changed", line);
}

// What is read below is bounded by a limit each, so that the planner looks each up by index however small the table seems.

async function findByHash({ db }: Taking, all: readonly string[]): Promise<Map<string, Known>> {
  if (all.length === 0) return new Map();
  const hashes = all.join(",");
  const found = await sql<Known & { hash: string }>`
    select wanted.hash, found.* from unnest(string_to_array(${hashes}, ',')) as wanted (hash)
    cross join lateral (
      select id, key, split, line from item where hash = decode(wanted.hash, 'hex') limit 1
    ) as found`.execute(db);
  return new Map(found.rows.map((one) => [one.hash, one]));
}

async function findByKey({ db, row }: Taking, rows: readonly SourceRow[]): Promise<Map<string, Known>> {
  const keys = rows.flatMap((one) => one.key ?? []);
  if (keys.length === 0) return new Map();
  const found = await sql<Known & { wanted: string }>`
    select wanted.key as wanted, found.* from unnest(${keys}::text[]) as wanted (key)
    cross join lateral (
      select id, key, split, line from item where dataset = ${row.dataset} and key = wanted.key limit 1
    ) as found`.execute(db);
  return new Map(found.rows.map((one) => [one.wanted, one]));
}

const columns = ["id", "dataset", "hash", "text", "key", "fields", "split", "import", "line", "meta"] as const;

async function copyItems(
  { copy, row }: Taking,
  given: { rows: readonly SourceRow[]; hashes: readonly string[]; taken: readonly TakenRow[] },
): Promise<void> {
  const taken = new Map(given.taken.map((one) => [one.line, one]));
  await copy("item", columns, cells());
  function* cells() {
    for (const [at, { text, key, fields, line, split, meta }] of given.rows.entries()) {
      const one = taken.get(line);
      if (one?.added !== "now") continue;
      const others = fields ? storableJson(fields) : null;
      const apart = meta ? storableJson(meta) : null;
      const hash = `\\x${given.hashes[at]}`;
      yield [one.item, row.dataset, hash, text, key ?? null, others, split ?? null, row.id, line, apart] as const;
    }
  }
}
