import { once } from "node:events";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { CopyRow, RowCopy } from "#world";

/** A COPY that can be given up. */
export interface OpenCopy extends RowCopy {
  /** Ends it as failed unless it has ended; resolves when the connection is free again. */
  abort(): Promise<void>;
}

/** Starts a COPY into a table; back-pressure reaches the writer. */
export function copyRows(client: pg.ClientBase, table: string, columns: readonly string[]): OpenCopy {
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(", ")}) from stdin`));
  const closed = once(stream, "close").catch(() => undefined);
  const failed = new Promise<never>((_, reject) => stream.once("error", reject));
  failed.catch(() => undefined);
  const send = async (text: string) => {
    if (!stream.write(text)) await Promise.race([once(stream, "drain"), failed]);
  };
  return {
    async write(rows) {
      let text = "";
      for (const row of rows) {
        text += copyLine(row);
        if (text.length < pieceLength) continue;
        await send(text);
        text = "";
      }
      if (text !== "") await send(text);
    },
    async end() {
      const finished = once(stream, "finish");
      stream.end();
      await Promise.race([finished, failed]);
    },
    async abort() {
      if (stream.destroyed || stream.writableFinished) return;
      stream.destroy(new Error("The copy was given up."));
      await closed;
    },
  };
}

// PostgreSQL works on one piece while the next is written.
const pieceLength = 64 * 1024;

const special = /[\\\t\n\r]/;

/** One line of COPY's text format; NUL, which PostgreSQL cannot store, becomes U+FFFD. */
export function copyLine(row: CopyRow): string {
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
