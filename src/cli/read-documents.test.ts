import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countDocuments, type ReadDocument, readDocuments } from "./read-documents.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "handloom-documents-"));
  await mkdir(join(folder, "data/spam/.hidden"), { recursive: true });
  await mkdir(join(folder, "data/ham/old"), { recursive: true });
  const files = {
    "secret.txt": "not ours",
    "data/README.txt": "no class",
    "data/spam/1.txt": " Buy\nnow ",
    "data/spam/2.bin": "a\0b",
    "data/spam/3.txt": "",
    "data/spam/.DS_Store": "x",
    "data/spam/.hidden/4.txt": "x",
    "data/ham/1.txt": Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65]),
    "data/ham/old/2.txt": "Hello",
    "data/ham/long.txt": "y".repeat(1024 * 1024 + 1),
    "data/ham/wide.txt": Buffer.from("\ufeffWide", "utf16le"),
    "data/ham/large.txt": "x".repeat(5 * 1024 * 1024),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await symlink(join(folder, "secret.txt"), join(folder, "data/spam/link.txt"));
  await symlink(folder, join(folder, "data/loop"));
});
afterAll(() => rm(folder, { recursive: true }));

async function allOf(documents: AsyncIterable<ReadDocument>): Promise<ReadDocument[]> {
  const all: ReadDocument[] = [];
  for await (const document of documents) all.push(document);
  return all;
}

test("the folder of a document is its class; what is hidden, linked, binary, empty or too large is not sent", async () => {
  const documents = await allOf(readDocuments(join(folder, "data")));
  const lines = documents.flatMap(({ line }) => (line === undefined ? [] : [JSON.parse(line)]));
  expect(lines).toEqual([
    { text: "Grüße", label: "ham", key: "ham/1.txt" },
    { text: "Hello", label: "old", key: "ham/old/2.txt" },
    { text: "Wide", label: "ham", key: "ham/wide.txt" },
    { text: "Buy\nnow", label: "spam", key: "spam/1.txt" },
  ]);
  const left = documents.filter(({ line }) => line === undefined).map(({ path }) => path.split("/").at(-1));
  expect(left).toEqual(["large.txt", "long.txt", "2.bin", "3.txt", "link.txt"]);
  expect(await countDocuments(join(folder, "data"))).toBe(9);
});
