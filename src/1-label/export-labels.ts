import { sql } from "kysely";
import { type CollectTables, datasetOf } from "#collect";
import type { Split } from "#collect/contract";
import type { Id } from "#ids";
import type { World } from "#world";
import { labelNames, readQuestion } from "./read-labels.ts";
import type { LabelTables } from "./tables.ts";

type Seen = Pick<World<LabelTables & CollectTables>, "db">;

const pageRows = 5000;

interface Wanted {
  readonly project: Id<"project">;
  readonly format: "csv" | "jsonl";
  readonly only: "labelled" | "all";
  readonly split: Split | undefined;
}

/** The items of a project with their labels as a file, one page after the other, so that a million take no memory. */
export async function* exportLabels(world: Seen, wanted: Wanted): AsyncGenerator<Uint8Array> {
  const question = (await readQuestion(world, wanted.project)).id;
  const dataset = await datasetOf(world, wanted.project);
  const names = await labelNames(world, wanted.project);
  const encoder = new TextEncoder();
  if (wanted.format === "csv") yield encoder.encode("id,text,label,split,key,how\r\n");
  let after = "" as Id<"item">;
  for (;;) {
    const rows = await page(world, { ...wanted, question, dataset, after });
    if (rows.length > 0)
      yield encoder.encode(
        rows.map((row) => lineOf(row, { format: wanted.format, label: names.get(row.label ?? "") })).join(""),
      );
    if (rows.length < pageRows) return;
    after = rows.at(-1)?.id ?? after;
  }
}

interface Row {
  readonly id: Id<"item">;
  readonly text: string;
  readonly key: string | null;
  readonly split: Split | null;
  readonly fields: unknown;
  readonly label: string | null;
  readonly how: string | null;
}

async function page(
  world: Seen,
  given: Wanted & { question: Id<"question">; dataset: Id<"dataset">; after: Id<"item"> },
): Promise<Row[]> {
  let query = world.db
    .selectFrom("item")
    .leftJoin("consensus", (join) =>
      join.onRef("consensus.item", "=", "item.id").on("consensus.question", "=", given.question),
    )
    .select([
      "item.id",
      "item.text",
      "item.key",
      "item.split",
      "item.fields",
      sql<string | null>`consensus.value -> 'labels' ->> 0`.as("label"),
      "consensus.how",
    ])
    .where("item.dataset", "=", given.dataset)
    .where("item.id", ">", given.after);
  if (given.only === "labelled") query = query.where("consensus.item", "is not", null);
  if (given.split) query = query.where("item.split", "=", given.split);
  return query.orderBy("item.id").limit(pageRows).execute();
}

function lineOf(row: Row, as: { format: "csv" | "jsonl"; label: string | undefined }): string {
  const { id, text, key, split, how } = row;
  if (as.format === "csv")
    return `${[id, text, as.label ?? "", split ?? "", key ?? "", how ?? ""].map(csvCell).join(",")}\r\n`;
  return `${JSON.stringify({ id, text, label: as.label, split: split ?? undefined, key: key ?? undefined, how: how ?? undefined, fields: row.fields ?? undefined })}\n`;
}

/** A cell as RFC 4180 has it: quoted where needed, so that the file reads back as it was. */
const csvCell = (value: string): string =>
  /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
