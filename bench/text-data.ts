import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "csv-parse/sync";

/** Texts with their classes, as numbers. */
type Part = { readonly texts: readonly string[]; readonly labels: Int32Array };

/** A data set: names of its classes, the part to train on, and the part to test on. */
export type TextSet = {
  readonly name: string;
  readonly names: readonly string[];
  readonly train: Part;
  readonly test: Part;
};

const folder = process.env.HANDLOOM_BENCH_DATA ?? resolve(import.meta.dirname, "../../shared/data");

type Row = readonly [text: string, label: string];

const readers: Readonly<Record<string, () => { train: Row[]; test: Row[] }>> = {
  banking77: () => {
    const read = (part: string) =>
      parse(readFileSync(join(folder, `banking77/${part}.csv`)), { columns: true }) as {
        text: string;
        category: string;
      }[];
    const rows = (part: string) => read(part).map(({ text, category }): Row => [text, category]);
    return { train: rows("train"), test: rows("test") };
  },
  clinc150: () => {
    const { train, test } = JSON.parse(readFileSync(join(folder, "clinc150/data_full.json"), "utf8")) as Record<
      string,
      Row[]
    >;
    return { train: train ?? [], test: test ?? [] };
  },
  ag_news: () => {
    const all = parse(readFileSync(join(folder, "ag_news/ag_news_7600.csv"))) as string[][];
    const rows = all.map(([label = "", title, description]): Row => [`${title} ${description}`, label]);
    return { train: rows.slice(0, 6000), test: rows.slice(6000) };
  },
};

/** The data sets of the text bench. */
export const textSets = Object.keys(readers);

/** Reads a data set, or says why it cannot. */
export function readTextSet(name: string): TextSet | { readonly reason: string } {
  const read = readers[name];
  if (!read || !existsSync(join(folder, name)))
    return { reason: `no data: ${join(folder, name)} is absent (set HANDLOOM_BENCH_DATA)` };
  const { train, test } = read();
  const names = [...new Set(train.map(([, label]) => label))];
  const numberOf = new Map(names.map((label, k) => [label, k]));
  const part = (rows: readonly Row[]): Part => ({
    texts: rows.map(([text]) => text),
    labels: Int32Array.from(rows, ([, label]) => numberOf.get(label) ?? -1),
  });
  return { name, names, train: part(train), test: part(test) };
}
