import { setImmediate } from "node:timers/promises";
import type pg from "pg";
import type { CopyRow, CopyRows } from "#world";

/** The COPY statements of one connection, which run one after the other while the next are written. */
export interface Copies {
  readonly copy: CopyRows;
  /** Waits until none runs; throws what made one fail, once. */
  settle(): Promise<void>;
  /** Starts no other, and waits until none runs. */
  giveUp(): Promise<void>;
}

interface Copy {
  readonly statement: string;
  readonly messages: readonly Uint8Array[];
}

const mostWaiting = 2;

/** Opens them on a connection that nothing else uses while one runs. */
export function openCopies(client: pg.ClientBase): Copies {
  let waiting: Copy[] = [];
  let sending: Promise<void> | undefined;
  let failure: { readonly thrown: unknown } | undefined;
  const sendWaiting = () => {
    sending = send(client, waiting.splice(0))
      .catch((thrown) => {
        failure = { thrown };
        waiting = [];
      })
      .then(() => {
        sending = undefined;
        if (waiting.length > 0) sendWaiting();
      });
  };
  const tell = () => {
    const told = failure;
    failure = undefined;
    if (told) throw told.thrown;
  };
  return {
    async copy(table, columns, rows) {
      const messages = await copyMessages(rows);
      if (messages.length === 0) return;
      if (waiting.length >= mostWaiting) await sending;
      tell();
      waiting.push({ statement: `copy ${table} (${columns.join(", ")}) from stdin`, messages });
      if (!sending) sendWaiting();
    },
    async settle() {
      while (sending) await sending;
      tell();
    },
    async giveUp() {
      waiting = [];
      await sending;
      failure = undefined;
    },
  };
}

/**
 * Sends some COPY statements with all their rows at once. The rows go out behind the statements without waiting for
 * PostgreSQL's leave, which would come while this process is busy with the next ones; of what fails, PostgreSQL passes over
 * the rest.
 */
function send(client: pg.ClientBase, copies: readonly Copy[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const copying = {
      submit(connection: pg.Connection) {
        connection.query(copies.map((one) => one.statement).join(";"));
        for (const message of copies.flatMap((one) => one.messages)) connection.stream.write(message);
      },
      handleCopyInResponse: () => undefined,
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => resolve(),
      handleError: (error: Error) => reject(error),
    };
    client.query(copying);
  });
}

const pieceLength = 64 * 1024;

/** The messages of PostgreSQL's protocol that bring the rows of a COPY; none for no row. Other work gets its turn between them. */
async function copyMessages(rows: Iterable<CopyRow>): Promise<Uint8Array[]> {
  const messages: Uint8Array[] = [];
  const line = lineWriter();
  let text = "";
  for (const row of rows) {
    text += line(row);
    if (text.length < pieceLength) continue;
    messages.push(copyData(text));
    text = "";
    await setImmediate();
  }
  if (text !== "") messages.push(copyData(text));
  if (messages.length > 0) messages.push(copyDone);
  return messages;
}

/** A message: its kind, its length without the kind, its body. */
function copyData(text: string): Uint8Array {
  const length = Buffer.byteLength(text);
  const message = Buffer.allocUnsafe(5 + length);
  message[0] = 0x64;
  message.writeUInt32BE(4 + length, 1);
  message.write(text, 5);
  return message;
}

const copyDone = Buffer.from([0x63, 0, 0, 0, 4]);

const special = /[\0\\\t\n\r]/;

/** Writes lines of COPY's text format; a cell that is the same as in the row before is not escaped again. */
function lineWriter(): (row: CopyRow) => string {
  const before: CopyRow[number][] = [];
  const written: string[] = [];
  return (row) => {
    let line = "";
    for (let k = 0; k < row.length; k++) {
      const cell = row[k] ?? null;
      if (cell !== before[k] || written[k] === undefined) {
        before[k] = cell;
        written[k] = cellOf(cell);
      }
      line += k === 0 ? written[k] : `\t${written[k]}`;
    }
    return `${line}\n`;
  };
}

const cellOf = (cell: CopyRow[number]): string =>
  cell === null ? "\\N" : typeof cell === "string" ? escaped(cell) : String(cell);

/** NUL, which PostgreSQL cannot store, becomes U+FFFD. */
function escaped(text: string): string {
  if (!special.test(text)) return text;
  return text
    .replaceAll("\u0000", "\ufffd")
    .replaceAll("\\", "\\\\")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
}
