import { expect, test } from "vitest";
import { newId } from "#ids";
import { type Folds, readFolds, writeFolds } from "./out-of-fold.ts";

const folds: Folds = {
  labels: ["label_a", "4"],
  items: Array.from({ length: 2500 }, () => newId("item")),
  truth: Int32Array.from({ length: 2500 }, (_, row) => row % 2),
  probabilities: Float32Array.from({ length: 5000 }, (_, at) => (at % 7) / 7),
};

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}

/** Bytes in small portions, and whether they were read to their end and let go. */
function watched(bytes: Buffer) {
  const seen = { ended: "no", letGo: "no" };
  async function* content() {
    try {
      for (let at = 0; at < bytes.length; at += 777) yield bytes.subarray(at, at + 777);
      seen.ended = "yes";
    } finally {
      seen.letGo = "yes";
    }
  }
  return { seen, content: content() };
}

test("what is read is what was written, to the last byte, so that what stores it can tell whether it is whole", async () => {
  const { seen, content } = watched(await bytesOf(writeFolds(folds)));
  let row = 0;
  for await (const one of readFolds(content)) {
    expect(one.item).toBe(folds.items[row]);
    expect(one.actual).toBe(folds.labels[folds.truth[row] ?? 0]);
    expect(one.probabilities).toEqual(folds.probabilities.slice(2 * row, 2 * row + 2));
    row++;
  }
  expect(row).toBe(2500);
  expect(seen).toEqual({ ended: "yes", letGo: "yes" });
});

test("bytes that follow the last row, and bytes that are cut off, are refused; whoever stops early lets go", async () => {
  const whole = await bytesOf(writeFolds(folds));
  const read = async (bytes: Buffer) => {
    for await (const _ of readFolds(watched(bytes).content));
  };
  await expect(read(Buffer.concat([whole, Buffer.from("x")]))).rejects.toMatchObject({ kind: "invalid" });
  await expect(read(whole.subarray(0, -1))).rejects.toMatchObject({ kind: "invalid" });
  await expect(read(Buffer.from("HLFOLD02........"))).rejects.toMatchObject({ kind: "invalid" });
  const { seen, content } = watched(whole);
  for await (const _ of readFolds(content)) break;
  expect(seen).toEqual({ ended: "no", letGo: "yes" });
});
