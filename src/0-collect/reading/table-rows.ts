import type { Reject } from "../contract.ts";
import type { SourceRow } from "../source.ts";
import type { FoundTable } from "./detect-table.ts";
import { ownName } from "./lift-record.ts";
import type { Line } from "./read-lines.ts";
import type { Reader, RowTaker } from "./read-rows.ts";
import { type TableRow, tableReader, usedCells } from "./read-table.ts";
import { undecodableRow } from "./undecodable-row.ts";

const guarded = /^'+[=+\-@\t\r]/;

/** Makes rows of the lines of a table. */
export function tableRows(given: Reader, table: FoundTable): RowTaker<Line> {
  const { findings, reading } = given;
  const reader = tableReader(table, table.columns.length);
  const make = rowOfCells(given, table.columns);
  const isUnguarded = reading.origin === "export" && reading.encoding.mark === "yes";
  const isFaulty = reading.encoding.faults === "some";
  let header = table.header;
  const take = (): (SourceRow | Reject)[] => {
    const rows: (SourceRow | Reject)[] = [];
    for (const row of reader.take()) {
      if ("reason" in row) {
        rows.push(row);
        continue;
      }
      const used = usedCells(row.cells);
      if (used === 0) {
        if (row.cells.length > 1) findings.note("empty rows", row.line);
        continue;
      }
      if (header === "yes") {
        header = "no";
        continue;
      }
      if (row.quotes) findings.note("quotes kept", row.line);
      if (used > table.columns.length) rows.push(tooManyCells(row, table.columns.length));
      else if (isFaulty && row.cells.some((cell) => cell.includes("\ufffd")))
        rows.push(undecodableRow(row.line, reading, row.cells.join(" ")));
      else rows.push(make(isUnguarded ? unguard(row, given) : row));
    }
    return rows;
  };
  const isTold = table.delimiter === "\t" && table.quote === "none";
  return {
    take(lines) {
      for (const line of lines) {
        if (isTold && line.text.includes('"')) findings.note("quotes are characters", line.number);
        reader.push(line);
      }
      return take();
    },
    end() {
      reader.end();
      return take();
    },
  };
}

const tooManyCells = ({ line, cells }: TableRow, width: number): Reject => ({
  line,
  reason: `the row has ${usedCells(cells)} cells, the header ${width}`,
  text: cells.join(",").slice(0, 200),
});

/** Takes off the apostrophes by which an export for spreadsheets guards cells. */
function unguard(row: TableRow, { findings }: Reader): TableRow {
  if (!row.cells.some((cell) => guarded.test(cell))) return row;
  findings.note("guard undone", row.line);
  return { ...row, cells: row.cells.map((cell) => (guarded.test(cell) ? cell.slice(1) : cell)) };
}

/** Makes a row of cells; where each column stands is looked up once. */
function rowOfCells(
  { chosen, make, reading }: Reader,
  columns: readonly string[],
): (row: TableRow) => SourceRow | Reject {
  const placeOf = (name: string | undefined) => (name === undefined ? -1 : columns.indexOf(name));
  const [text, label, key, split] = [chosen.text, chosen.label, chosen.key, chosen.split].map(placeOf) as [
    number,
    number,
    number,
    number,
  ];
  const verdict = placeOf(chosen.verdict);
  const answers = chosen.answers.map((one) => placeOf(one.column));
  const apart = chosen.apart.filter((name) => columns.includes(name)).map((name) => ({ name, at: placeOf(name) }));
  const taken = new Set([text, label, key, split, ...answers, ...apart.map((one) => one.at)]);
  const others = columns
    .map((name, at) => ({ name: reading.origin === "export" ? ownName(name) : name, at }))
    .filter(({ at }) => !taken.has(at));
  return ({ line, cells }) => {
    let weight = 0;
    for (const cell of cells) weight += cell.length;
    const kept = keep(cells, apart);
    return make({
      line,
      text: cells[text],
      label: cells[label],
      answers: answers.map((at) => cells[at]),
      key: cells[key],
      split: cells[split],
      verdict: cells[verdict],
      fields: keep(cells, others),
      meta: kept && { exported: kept },
      weight,
    });
  };
}

/** The cells of some columns by name, without empty ones; nothing where all are. */
function keep(
  cells: readonly string[],
  columns: readonly { name: string; at: number }[],
): Record<string, string> | undefined {
  let kept: Record<string, string> | undefined;
  for (const { name, at } of columns) {
    const cell = cells[at];
    if (cell === undefined || cell === "") continue;
    // Without a prototype, so that a column may have any name.
    kept ??= Object.create(null) as Record<string, string>;
    kept[name] = cell;
  }
  return kept;
}
