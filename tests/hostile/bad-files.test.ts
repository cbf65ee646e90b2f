import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import yazl from "yazl";
import { startImport, uploadImport } from "#collect";
import type { ImportOptions } from "#collect/contract";
import type { Id } from "#ids";
import { createProject, labelJobs } from "#label";
import { collectBlobs } from "#platform/blobs";
import { runQueued, testWorld } from "#tests/world";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;
beforeAll(async () => {
  opened = await testWorld();
  project = await createProject(opened.world, {
    workspace: opened.workspace,
    name: "hostile",
    task: "classify",
    labels: [],
    guideline: "",
    auditShare: 0.15,
  });
});
afterAll(() => opened.close());

type Source = string | Uint8Array | AsyncIterable<Uint8Array>;

async function* bytesOf(source: Source) {
  if (typeof source === "string") yield new TextEncoder().encode(source);
  else if (source instanceof Uint8Array) yield source;
  else yield* source;
}

/** Sends a file and takes it; gives what the import did. */
async function take(name: string, source: Source, options: Partial<ImportOptions> = {}) {
  const { world, workspace } = opened;
  const sent = await uploadImport(world, {
    workspace,
    project,
    name,
    format: undefined,
    askedBy: "person_test",
    body: bytesOf(source),
  });
  const all = { duplicates: "skip" as const, minPerClass: 100, ...options };
  await startImport(world, {
    project,
    workspace,
    import: sent.import as Id<"import">,
    options: all,
    askedBy: "person_test",
  });
  return (await runQueued(world, labelJobs as never)) as { added: number; rejected: number; duplicates: number };
}

/** That nothing of a refused file is left: no item, no task, no bytes, no import that waits. */
async function expectNothingLeft() {
  const { world, folder } = opened;
  for (const table of ["item", "task", "annotation"] as const)
    expect(await world.db.selectFrom(table).selectAll().execute(), table).toEqual([]);
  expect(
    await world.db.selectFrom("import").select("id").where("state", "in", ["waiting", "running"]).execute(),
  ).toEqual([]);
  await collectBlobs(opened.world);
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  expect(files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))).toEqual([]);
}

const rows = (count: number) => Array.from({ length: count }, (_, k) => `text ${k},label ${k % 2}`).join("\n");

const zipOf = (files: Record<string, string>): Promise<Buffer> =>
  new Promise((resolve) => {
    const zip = new yazl.ZipFile();
    for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
    zip.end();
    const chunks: Buffer[] = [];
    zip.outputStream.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => resolve(Buffer.concat(chunks)));
  });

/** A zip whose entry names are changed after it was made, as a hostile one's would be. */
async function zipNamed(name: string): Promise<Buffer> {
  const plain = "a".repeat(name.length);
  return Buffer.from((await zipOf({ [plain]: "text" })).toString("latin1").replaceAll(plain, name), "latin1");
}

async function* gigabyteLine() {
  const chunk = new Uint8Array(1024 * 1024).fill(97);
  yield new TextEncoder().encode("text\n");
  for (let k = 0; k < 1024; k++) yield chunk;
}

describe("a file that cannot be read gets one clear sentence and leaves nothing behind", () => {
  const cases: [
    title: string,
    name: string,
    source: () => Source | Promise<Source>,
    sentence: RegExp,
    options?: Partial<ImportOptions>,
  ][] = [
    [
      "a thousand quotation marks that never close",
      "a.csv",
      () => `text\n${'"open\n'.repeat(1500)}`,
      /More than 1000 quotation marks open and never close.*--quote none/,
    ],
    [
      "columns of which none is clearly the text",
      "a.csv",
      () => "one,two\nred car here,old bus there\nblue car here,new bus there\n",
      /not clear which column holds the text.*"one", "two".*--text/,
    ],
    ["ids only", "a.json", () => "[11, 12]", /No row of the file can be read|No row could be taken/],
    [
      "a flag that a plain text cannot use",
      "a.txt",
      () => "one\ntwo\n",
      /has no columns, so --key id cannot be used/,
      { key: "id" },
    ],
    ["a label under a folder's JSON that is none", "a.zip", () => zipOf({ "1.txt": "x" }), /at least 2 sub-folders/],
    ["a line of a gigabyte", "a.csv", gigabyteLine, /longer than 1048576 characters/],
    ["a line of a gigabyte of plain text", "a.txt", gigabyteLine, /longer than/],
    [
      "a missing column",
      "a.csv",
      () => `text,label\n${rows(5)}`,
      /no column "category".*"text", "label"/,
      { label: "category" },
    ],
    ["an empty file", "a.csv", () => "", /empty/],
    ["only a header", "a.csv", () => "text,label\n", /no rows|empty/],
    ["a zip with names that point outside", "a.zip", () => zipNamed("../../etc/x"), /points outside/],
    ["a zip with an absolute name", "a.zip", () => zipNamed("/etc/passwd"), /points outside/],
    [
      "a zip that is cut off",
      "a.zip",
      async () => (await zipOf({ "a/1.txt": "x", "b/1.txt": "y" })).subarray(0, 60),
      /zip cannot be read/,
    ],
    [
      "a folder with one class",
      "a.zip",
      () => zipOf({ "a/1.txt": "x", "a/2.txt": "y" }),
      /at least 2 sub-folders.*a 2/,
    ],
    [
      "a folder with too few documents",
      "a.zip",
      () => zipOf({ "a/1.txt": "x", "b/1.txt": "y" }),
      /at least 100 documents.*a 1, b 1/,
    ],
    ["JSON that holds its rows in a part", "a.json", () => '{"rows": [{"text": "a"}]}', /not clear|no column/i],
    ["JSON that ends in the middle", "a.json", () => '[{"text": "a"}, {"te', /cannot be read after element/],
    ["a binary file", "a.csv", () => new Uint8Array([1, 0, 2, 0, 3]), /not a text file/],
    ["a kind of file that is not taken", "a.pdf", () => "%PDF", /CSV, TSV, JSON/],
    ["a spreadsheet", "a.xlsx", () => zipOf({ "xl/workbook.xml": "<x/>" }), /as CSV/],
  ];
  test.each(cases)("%s", async (_, name, source, sentence, options) => {
    await expect(take(name, await source(), options)).rejects.toThrow(sentence);
    await expectNothingLeft();
  });
});

test("a cancelled import leaves nothing", async () => {
  const { world, workspace } = opened;
  const sent = await uploadImport(world, {
    workspace,
    project,
    name: "a.csv",
    format: undefined,
    askedBy: "p",
    body: bytesOf(`text,label\n${rows(5000)}`),
  });
  await startImport(world, {
    project,
    workspace,
    import: sent.import as Id<"import">,
    options: { duplicates: "skip", minPerClass: 100 },
    askedBy: "p",
  });
  const stopping = new AbortController();
  const progress = {
    signal: stopping.signal,
    report: () => stopping.abort(new Error("Cancelled.")),
    line: () => undefined,
    fence: async () => undefined,
  };
  await expect(runQueued(world, labelJobs as never, progress)).rejects.toThrow("Cancelled");
  await expectNothingLeft();
});

test("rows that cannot be read are counted with line and reason, and the others are taken", async () => {
  const result = await take(
    "mixed.csv",
    `text,label\ngood,a\n,b\nalso good,a,too many\ngood,a\nstray "quote" here,b\nlast,b\n`,
  );
  expect(result).toMatchObject({ added: 3, duplicates: 1 });
  const row = await opened.world.db
    .selectFrom("import")
    .select(["rejected", "rejects"])
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  expect(row.rejected).toBe(2);
  expect((row.rejects as { line: number; reason: string }[]).map((one) => one.line).sort()).toEqual([3, 4]);
});
