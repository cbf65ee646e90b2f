import { Failure } from "#failure";
import type { Id } from "#ids";

// What a training answered to its own examples, each by a learner that had not seen it.
//   8 bytes   "HLFOLD01"
//   4 bytes   length of the header, unsigned, little endian
//   header    UTF-8 JSON: {"labels": the keys of the classes, in their order, "rows": how many rows follow}
//   rows      16 bytes of the item's id (its 32 hexadecimal digits), 4 bytes of its class (unsigned, an index into labels), and
//             4 bytes of probability for each class (float32), all little endian

const magic = "HLFOLD01";
const rowsAtOnce = 1024;
const mostHeader = 2 ** 26;

/** The answers of a training to its own examples: example i has the class truth[i], and probabilities[i x classes ...]. */
export interface Folds {
  readonly labels: readonly string[];
  readonly items: readonly Id<"item">[];
  readonly truth: Int32Array;
  readonly probabilities: Float32Array;
}

/** An example with its class and the probabilities of all classes by a learner that had not seen it. */
export interface FoldedRow {
  readonly labels: readonly string[];
  readonly item: Id<"item">;
  readonly actual: string;
  readonly probabilities: Float32Array;
}

const bytesOfRow = (classes: number): number => 16 + 4 + 4 * classes;

/** Writes the answers of a training, some thousand rows at a time. */
export async function* writeFolds({ labels, items, truth, probabilities }: Folds): AsyncGenerator<Uint8Array> {
  const header = Buffer.from(JSON.stringify({ labels, rows: items.length }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  yield Buffer.concat([Buffer.from(magic), length, header]);
  const [classes, width] = [labels.length, bytesOfRow(labels.length)];
  for (let first = 0; first < items.length; first += rowsAtOnce) {
    const some = items.slice(first, first + rowsAtOnce);
    const bytes = Buffer.alloc(some.length * width);
    for (const [row, item] of some.entries()) {
      const at = row * width;
      bytes.write(item.slice("item_".length), at, "hex");
      bytes.writeUInt32LE(truth[first + row]!, at + 16);
      for (let k = 0; k < classes; k++)
        bytes.writeFloatLE(probabilities[(first + row) * classes + k]!, at + 20 + 4 * k);
    }
    yield bytes;
  }
}

/** Reads the answers of a training row by row; bytes that are none are refused. */
export async function* readFolds(content: AsyncIterable<Uint8Array>): AsyncGenerator<FoldedRow> {
  const source = portions(content);
  try {
    yield* rowsOf(source);
    // Only whoever read all of it was told whether it is what was stored.
    if ((await source.rest()) > 0) refuse();
  } finally {
    await source.close();
  }
}

async function* rowsOf(source: ReturnType<typeof portions>): AsyncGenerator<FoldedRow> {
  const start = await source.take(12);
  if (start.toString("latin1", 0, 8) !== magic) refuse();
  const length = start.readUInt32LE(8);
  if (length > mostHeader) refuse();
  const { labels, rows } = JSON.parse((await source.take(length)).toString()) as { labels: string[]; rows: number };
  for (let row = 0; row < rows; row++) {
    const bytes = await source.take(bytesOfRow(labels.length));
    yield {
      labels,
      item: `item_${bytes.toString("hex", 0, 16)}`,
      actual: labels[bytes.readUInt32LE(16)] ?? refuse(),
      probabilities: Float32Array.from(labels, (_, k) => bytes.readFloatLE(20 + 4 * k)),
    };
  }
}

function refuse(): never {
  throw new Failure("invalid", "These are not the out-of-fold answers of a training.", { field: "artifact" });
}

/** Bytes in portions of the size that is asked for, whatever sizes they come in. */
function portions(content: AsyncIterable<Uint8Array>) {
  const iterator = content[Symbol.asyncIterator]();
  let waiting = Buffer.alloc(0);
  return {
    async take(bytes: number): Promise<Buffer> {
      while (waiting.length < bytes) {
        const next = await iterator.next();
        if (next.done) return refuse();
        waiting = waiting.length === 0 ? Buffer.from(next.value) : Buffer.concat([waiting, next.value]);
      }
      const taken = waiting.subarray(0, bytes);
      waiting = waiting.subarray(bytes);
      return taken;
    },
    /** Reads to the end; gives how many bytes there still were. */
    async rest(): Promise<number> {
      let bytes = waiting.length;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) bytes += next.value.length;
      return bytes;
    },
    async close(): Promise<void> {
      await iterator.return?.();
    },
  };
}
