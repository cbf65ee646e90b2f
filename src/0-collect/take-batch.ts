import { type Selectable, sql } from "kysely";
import { type Id, newId } from "#ids";
import { storableJson } from "#platform/database";
import type { CopyRows, Database } from "#world";
import { contentHash } from "./content-hash.ts";
import type { ImportOptions } from "./contract.ts";
import type { TakenRow } from "./import-items.ts";
import type { MayHold } from "./known-content.ts";
import type { Batch, SourceRow } from "./source.ts";
import type { CollectTables } from "./tables.ts";

/** The transaction of an import, its row, and what its dataset may hold. */
interface Taking {
  readonly db: Database<CollectTables>;
  readonly copy: CopyRows;
  readonly row: Selectable<CollectTables["import"]>;
  readonly mayHold: MayHold;
}

/** Makes items of the rows whose content and key are new, and finds the items of the others. */
export async function takeBatch(taking: Taking, { rows }: Batch): Promise<TakenRow[]> {
  const { dataset, id, options } = taking.row;
  const keep = (options as ImportOptions).duplicates === "keep";
  const hashes = rows.map(({ text, line }) => contentHash(dataset, text, keep ? `${id} ${line}` : undefined));
  const doubtful = keep ? [] : hashes.filter(taking.mayHold);
  const isAllNew = doubtful.length === 0 && rows.every((row) => row.key === undefined);
  const taken = isAllNew ? rows.map(newItem) : await findOrAdd(taking, { rows, hashes, doubtful });
  await copyItems(taking, { rows, hashes, taken });
  return taken;
}

const newItem = ({ line, label }: SourceRow): TakenRow => ({ line, item: newId("item"), added: "now", label });

async function findOrAdd(
  taking: Taking,
  given: { rows: readonly SourceRow[]; hashes: readonly string[]; doubtful: readonly string[] },
): Promise<TakenRow[]> {
  const byHash = await findByHash(taking, given.doubtful);
  const byKey = await findByKey(taking, given.rows);
  return given.rows.map((row, at): TakenRow => {
    const { line, key, label } = row;
    const hash = given.hashes[at] as string;
    const known = byHash.get(hash) ?? (key === undefined ? undefined : byKey.get(key));
    if (known) return { line, item: known, added: "before", label };
    const added = newItem(row);
    byHash.set(hash, added.item);
    if (key !== undefined) byKey.set(key, added.item);
    return added;
  });
}

// What is read below is bounded by a limit each, so that the planner looks each up by index however small the table seems.

async function findByHash({ db }: Taking, all: readonly string[]): Promise<Map<string, Id<"item">>> {
  if (all.length === 0) return new Map();
  const hashes = all.join(",");
  const found = await sql<{ hash: string; id: Id<"item"> }>`
    select wanted.hash, found.id from unnest(string_to_array(${hashes}, ',')) as wanted (hash)
    cross join lateral (select id from item where hash = decode(wanted.hash, 'hex') limit 1) as found`.execute(db);
  return new Map(found.rows.map((one) => [one.hash, one.id]));
}

async function findByKey({ db, row }: Taking, rows: readonly SourceRow[]): Promise<Map<string, Id<"item">>> {
  const keys = rows.flatMap((one) => one.key ?? []);
  if (keys.length === 0) return new Map();
  const found = await sql<{ key: string; id: Id<"item"> }>`
    select wanted.key, found.id from unnest(${keys}::text[]) as wanted (key)
    cross join lateral (select id from item where dataset = ${row.dataset} and key = wanted.key limit 1) as found`.execute(
    db,
  );
  return new Map(found.rows.map((one) => [one.key, one.id]));
}

const columns = ["id", "dataset", "hash", "text", "key", "fields", "split", "import", "line"] as const;

async function copyItems(
  { copy, row }: Taking,
  given: { rows: readonly SourceRow[]; hashes: readonly string[]; taken: readonly TakenRow[] },
): Promise<void> {
  const split = (row.options as ImportOptions).split ?? null;
  await copy("item", columns, cells());
  function* cells() {
    for (const [at, { text, key, fields, line }] of given.rows.entries()) {
      if (given.taken[at]?.added !== "now") continue;
      const others = fields ? storableJson(fields) : null;
      const hash = `\\x${given.hashes[at]}`;
      yield [given.taken[at].item, row.dataset, hash, text, key ?? null, others, split, row.id, line] as const;
    }
  }
}
