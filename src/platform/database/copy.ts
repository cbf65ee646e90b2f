import { once } from "node:events";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { RowCopy } from "#world";

type Cell = string | number | boolean | null;

/** Starts a COPY into a table (or a temporary one of this connection). */
export function copyRows(client: pg.ClientBase, table: string, columns: readonly string[]): RowCopy {
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(", ")}) from stdin`));
  const failed = new Promise<never>((_, reject) => stream.once("error", reject));
  failed.catch(() => undefined);
  return {
    async write(rows) {
      let text = "";
      for (const row of rows) text += copyLine(row);
      if (text !== "" && !stream.write(text)) await Promise.race([once(stream, "drain"), failed]);
    },
    async end() {
      const finished = once(stream, "finish");
      stream.end();
      await Promise.race([finished, failed]);
    },
  };
}

const special = /[\\\t\n\r]/;

/** One line of COPY's text format; NUL, which PostgreSQL cannot store, becomes U+FFFD. */
export function copyLine(row: readonly Cell[]): string {
  let line = "";
  for (let k = 0; k < row.length; k++) {
    const cell = row[k];
    if (k > 0) line += "\t";
    line += cell === null || cell === undefined ? "\\N" : typeof cell === "string" ? escaped(cell) : String(cell);
  }
  return `${line}\n`;
}

function escaped(text: string): string {
  const clean = text.includes("\u0000") ? text.replaceAll("\u0000", "\ufffd") : text;
  if (!special.test(clean)) return clean;
  return clean.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
