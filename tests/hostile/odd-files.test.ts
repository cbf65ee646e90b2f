import { gzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listImports, startImport, uploadImport } from "#collect";
import type { AskedImportOptions, Format } from "#collect/contract";
import type { Id } from "#ids";
import { createProject, labelJobs } from "#label";
import { runQueued, testWorld } from "#tests/world";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;

async function* bytesOf(source: string | Uint8Array) {
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : source;
  // In pieces, so that what is cut in two is put together again.
  for (let at = 0; at < bytes.length; at += 4099) yield bytes.subarray(at, at + 4099);
}

interface Odd {
  readonly name: string;
  readonly source: string | Uint8Array;
  readonly format?: Format;
  readonly options?: AskedImportOptions;
}

/** Takes a file into a project of its own; gives its items as "text | label", its findings and its rejected lines. */
async function take({ name, source, format, options }: Odd) {
  const { world, workspace } = opened;
  const about = {
    workspace,
    name: `odd ${++count}`,
    task: "classify",
    labels: [],
    guideline: "",
    auditShare: 0,
  } as const;
  const project = await createProject(world, about);
  const file = { workspace, project, name, format, askedBy: "person_test", body: bytesOf(source) };
  const { import: id } = await uploadImport(world, file);
  const asked = { project, workspace, import: id as Id<"import">, askedBy: "person_test" };
  await startImport(world, { ...asked, options: options ?? { text: "text", label: "label" } });
  await runQueued(world, labelJobs as never);
  const [told] = await listImports(world, { project, after: undefined, limit: 1 });
  const { rows } = await sql<{ text: string; label: string | null; key: string | null }>`
    select item.text, label.name as label, item.key from project join item on item.dataset = project.dataset
    left join consensus on consensus.item = item.id left join label on label.id = consensus.value -> 'labels' ->> 0
    where project.id = ${project} order by item.id`.execute(world.db);
  return {
    items: rows.map((row) => [row.text, row.label, row.key].filter((one) => one !== null).join(" | ")),
    findings: told?.findings.map((one) => `${one.kind} ${one.count}`),
    rejects: told?.rejects.map((one) => one.line),
    reasons: told?.rejects.map((one) => one.reason).join("; "),
  };
}

const latin = (text: string) => Buffer.from(text, "latin1");
const wide = (text: string) => Buffer.from(text, "utf16le");
const filler = Array.from({ length: 30_000 }, (_, k) => `this is row number ${k} of many,a`).join("\n");
const late = (last: string) => Buffer.concat([latin(`text,label\n${filler}\n`), latin(last)]);

type Expected = Partial<Awaited<ReturnType<typeof take>>> & { last?: string; texts?: number };

const cases: readonly [title: string, odd: Odd, expected: Expected][] = [
  // Encodings
  [
    "Windows-1252",
    { name: "a.csv", source: latin("text,label\ncaf\xe9 \x80 5,gr\xf6\xdfe\n") },
    { items: ["café € 5 | größe"], findings: ["encoding 1"] },
  ],
  [
    "Windows-1252 in JSON lines",
    { name: "a.jsonl", source: latin('{"text":"caf\xe9","label":"a"}\n') },
    { items: ["café | a"], findings: ["encoding 1"] },
  ],
  [
    "Windows-1252 in plain text",
    { name: "a.txt", source: latin("caf\xe9\n"), options: {} },
    { items: ["café"], findings: ["encoding 1"] },
  ],
  [
    "a first byte beyond ASCII after a million others",
    { name: "a.csv", source: late("caf\xe9,b\n") },
    { last: "café | b", texts: 30_001, findings: ["encoding 1"] },
  ],
  [
    "UTF-8 with two broken bytes",
    {
      name: "a.csv",
      source: Buffer.concat([
        Buffer.from("text,label\ngrößer über,a\nçà et là,b\n"),
        latin("caf\xe9,c\n"),
        Buffer.from("naïve,d\n"),
      ]),
    },
    { items: ["größer über | a", "çà et là | b", "naïve | d"], rejects: [4] },
  ],
  [
    "UTF-16 with a mark",
    { name: "a.csv", source: wide("\ufefftext,label\r\nÄpfel,发票\r\n") },
    { items: ["Äpfel | 发票"] },
  ],
  [
    "UTF-16 without a mark",
    { name: "a.csv", source: wide("text,label\nÄpfel and pears,fruit\n") },
    { items: ["Äpfel and pears | fruit"] },
  ],
  [
    "an encoding that somebody says",
    {
      name: "a.csv",
      source: "text,label\nÃ¼ber,a\n",
      options: { text: "text", label: "label", encoding: "windows-1252" },
    },
    { items: ["ÃƒÂ¼ber | a"] },
  ],
  [
    "NUL far into the file",
    { name: "a.csv", source: late("nul \0 here,b\n") },
    { last: "nul  here | b", findings: ["nul removed 1"] },
  ],
  [
    "NUL in JSON",
    { name: "a.json", source: '[{"text":"a \\u0000 b","label":"x"},{"text":"c","label":"x"}]' },
    { items: ["a  b | x", "c | x"], findings: ["nul removed 1"] },
  ],
  // Delimiters and quotation marks
  [
    "semicolons, with commas in the texts",
    { name: "a.csv", source: "\ufefftext;label\r\nMy order, placed in May;late\r\nPlease, back;refund\r\n" },
    { items: ["My order, placed in May | late", "Please, back | refund"], findings: ["delimiter 1"] },
  ],
  [
    "bars",
    { name: "a.csv", source: "label|text\na|one two\nb|three four\n" },
    { items: ["one two | a", "three four | b"] },
  ],
  [
    "tabs in a .csv",
    { name: "a.csv", source: "label\ttext\na\tone, two\nb\tthree\n" },
    { items: ["one, two | a", "three | b"] },
  ],
  [
    "a table in a .txt",
    { name: "a.txt", source: "text\tlabel\none two\ta\nthree\tb\n" },
    { items: ["one two | a", "three | b"] },
  ],
  [
    "one column with commas in it",
    { name: "a.csv", source: "text\nred, green\nblue\none, two, three\n", options: { text: "text" } },
    { items: ["red, green", "blue", "one, two, three"], findings: ["delimiter 1"] },
  ],
  [
    "inch marks between tabs",
    { name: "a.tsv", source: 'label\ttext\na\tthe 27" screen\nb\tthe 32" one\n' },
    { items: ['the 27" screen | a', 'the 32" one | b'], findings: ["quotes are characters 2"] },
  ],
  [
    "a leading quotation mark between tabs",
    { name: "a.tsv", source: 'text\tlabel\n"Fast but no help\ta\nThe hinge\tb\nNobody called"\ta\n' },
    { items: ['"Fast but no help | a', "The hinge | b", 'Nobody called" | a'] },
  ],
  [
    "quoted cells between tabs",
    { name: "a.tsv", source: 'text\tlabel\n"one ""two"""\ta\n"tab\there"\tb\n' },
    { items: ['one "two" | a', "tab\there | b"] },
  ],
  [
    "a stray quotation mark in a cell",
    { name: "a.csv", source: 'text,label\nthe 27" screen,a\nplain,b\n' },
    { items: ['the 27" screen | a', "plain | b"] },
  ],
  [
    "marks that do not enclose the cell",
    { name: "a.csv", source: 'text,label\n"Fast" they said,a\nplain,b\n' },
    { items: ['"Fast" they said | a', "plain | b"], findings: ["quotes kept 1"] },
  ],
  [
    "a mark that opens and never closes",
    { name: "a.csv", source: 'text,label\none,a\n"open,b\ntwo,a\nthree,b\n' },
    { items: ["one | a", "two | a", "three | b"], rejects: [3] },
  ],
  [
    "a mark that closes many rows below",
    {
      name: "a.csv",
      source: `text,label\n"open,a\n${Array.from({ length: 6 }, (_, k) => `row ${k},b`).join("\n")}\nclosing",a\nlast,b\n`,
    },
    { texts: 8, rejects: [2], last: "last | b" },
  ],
  [
    "line ends, commas and doubled marks in cells",
    { name: "a.csv", source: 'text,label\r\n"one,\r\ntwo ""three""",a\r\n' },
    { items: ['one,\r\ntwo "three" | a'] },
  ],
  [
    "empty cells beyond the header, and a row of commas",
    { name: "a.csv", source: "text,label\r\none,a\r\ntwo,a,\r\nthree,b,,,\r\n,,\r\n" },
    { items: ["one | a", "two | a", "three | b"], findings: ["empty rows 1"] },
  ],
  ["old line ends", { name: "a.csv", source: "text,label\rone,a\rtwo,b\r" }, { items: ["one | a", "two | b"] }],
  // Headers
  [
    "a header with a number",
    { name: "a.csv", source: "text,label,2024\none,a,5\ntwo,b,6\n" },
    { items: ["one | a", "two | b"] },
  ],
  [
    "a header with a long cell",
    { name: "a.csv", source: `text,label,"${"a very long question ".repeat(6)}"\none,a,x\n` },
    { items: ["one | a"] },
  ],
  [
    "a header with a name twice",
    { name: "a.csv", source: "text,label,note,note\none,a,x,y\n" },
    { items: ["one | a"], findings: ["columns renamed 1"] },
  ],
  [
    "no header",
    {
      name: "a.csv",
      source:
        "3,the first sentence here\n4,the second sentence here\n3,the third sentence here\n4,the fourth sentence here\n",
      options: { text: "2", label: "1" },
    },
    {
      items: [
        "the first sentence here | 3",
        "the second sentence here | 4",
        "the third sentence here | 3",
        "the fourth sentence here | 4",
      ],
    },
  ],
  [
    "a header that somebody says is none",
    { name: "a.csv", source: "text,label\none,a\n", options: { text: "1", label: "2", header: "no" } },
    { items: ["text | label", "one | a"] },
  ],
  // Which column
  [
    "ids before the texts",
    { name: "a.csv", source: "id,review\n100,a warm film\n101,a slow film\n", options: {} },
    { items: ["a warm film", "a slow film"] },
  ],
  [
    "tasks of an annotation tool",
    {
      name: "a.json",
      source:
        '[{"id":11,"data":{"text":"The box was wet"},"annotations":[{"result":[{"from_name":"topic","type":"choices","value":{"choices":["damage"]}}]}]}]',
      options: { label: "topic", key: "id" },
    },
    { items: ["The box was wet | damage | 11"] },
  ],
  [
    "records of an annotation tool",
    {
      name: "a.jsonl",
      source:
        '{"id":"7","fields":{"text":"The box was wet"},"responses":{"topic":[{"value":"damage","status":"submitted"},{"value":"no","status":"draft"}]},"status":"completed"}\n',
      options: { label: "topic" },
    },
    { items: ["The box was wet | damage"], findings: ["parts left out 1"] },
  ],
  // Values
  [
    "ids of more digits than a number holds",
    {
      name: "a.jsonl",
      source: '{"id":1460000000000000001,"text":"one"}\n{"id":1460000000000000002,"text":"two"}\n',
      options: { text: "text", key: "id" },
    },
    { items: ["one | 1460000000000000001", "two | 1460000000000000002"] },
  ],
  [
    "NaN",
    {
      name: "a.jsonl",
      source: '{"text":"one NaN","score":NaN}\n{"text":"two","score":-Infinity}\n',
      options: { text: "text" },
    },
    { items: ["one NaN", "two"], findings: ["nan removed 2"] },
  ],
  [
    "labels in lists and objects",
    {
      name: "a.jsonl",
      source:
        '{"text":"1","label":["a"]}\n{"text":"2","label":[]}\n{"text":"3","label":["a","b"]}\n{"text":"4","label":{"label":"b"}}\n{"text":"5","label":{"x":1}}\n',
    },
    { items: ["1 | a", "2", "3", "4 | b", "5"], findings: ["several labels 1", "label not readable 1"] },
  ],
  [
    "answers that were not accepted",
    {
      name: "a.jsonl",
      source:
        '{"text":"1","label":"a","answer":"accept"}\n{"text":"2","label":"a","answer":"reject"}\n{"text":"3","label":"a","answer":"ignore"}\n',
    },
    { items: ["1 | a", "2", "3"], findings: ["answer not accepted 2"] },
  ],
  [
    "lines that begin with labels",
    { name: "a.txt", source: "__label__a one two\n__label__b three\n__label__a __label__b four\n" },
    { items: ["one two | a", "three | b", "four"], findings: ["several labels 1"] },
  ],
  [
    "labels that look alike",
    {
      name: "a.csv",
      source: "text,label\n1,Re\u0301clamation\n2,R\u00e9clamation\u200b\n3, R\u00e9clamation \n4,r\u00e9clamation\n",
    },
    {
      items: ["1 | Réclamation", "2 | Réclamation", "3 | Réclamation", "4 | réclamation"],
      findings: ["labels alike 1"],
    },
  ],
  [
    "a name that is too long",
    { name: "a.csv", source: `text,label\n1,${"x".repeat(121)}\n2,${"x".repeat(120)}\n` },
    { items: [`2 | ${"x".repeat(120)}`], rejects: [2] },
  ],
  [
    "two labels for one text",
    { name: "a.csv", source: "text,label\none,a\none,b\n" },
    { items: ["one | a"], findings: ["labels in conflict 1"] },
  ],
  [
    "one text in two contexts",
    { name: "a.csv", source: "text,label,before\nyes,a,Is it wet?\nyes,b,Is it dry?\nyes,a,Is it wet?\n" },
    { items: ["yes | a", "yes | b"], findings: [] },
  ],
  // Packed and otherwise named
  ["gzip", { name: "a.csv.gz", source: gzipSync("text,label\none,a\n") }, { items: ["one | a"] }],
  [
    "JSON lines that are called .json",
    { name: "a.json", source: '{"text":"one","label":"a"}\n{"text":"two","label":"b"}\n' },
    { items: ["one | a", "two | b"] },
  ],
  [
    "a column that says the split",
    { name: "a.csv", source: "text,label,split\none,a,train\ntwo,b,test\n" },
    { items: ["one | a", "two | b"], findings: ["split column 1"] },
  ],
];

test.each(cases)(
  "%s: the file is read as it was meant, and what was done about it is said",
  async (_, odd, expected) => {
    const taken = await take(odd);
    const { last, texts, ...rest } = expected;
    expect({ ...taken, rejects: rest.rejects ?? [] }, taken.reasons).toMatchObject({ ...rest });
    expect(taken.rejects).toEqual(rest.rejects ?? []);
    if (last !== undefined) expect(taken.items.at(-1)).toBe(last);
    if (texts !== undefined) expect(taken.items).toHaveLength(texts);
    for (const item of taken.items) expect(item).not.toContain("\ufffd");
  },
);

const refused: readonly [title: string, odd: Odd, sentence: RegExp][] = [
  [
    "a gzip bomb",
    { name: "a.csv.gz", source: gzipSync(Buffer.alloc(64 * 1024 * 1024, 97)) },
    /unpacks to more than 200 times/,
  ],
  [
    "a gzip that is cut off",
    { name: "a.csv.gz", source: gzipSync("text\n".repeat(5000)).subarray(0, 40) },
    /cannot be unpacked/,
  ],
  ["other JSON as a folder", { name: "a.jsonl", format: "folder", source: '{"a":1}\n' }, /no folder/],
  [
    "a picture as a folder",
    { name: "a.png", format: "folder", source: Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]) },
    /no folder/,
  ],
  ["a null as a folder", { name: "a.jsonl", format: "folder", source: "null\n" }, /no folder/],
  [
    "a label for a plain text",
    { name: "a.txt", source: "one\ntwo\n", options: { label: "label" } },
    /has no columns, so --label label cannot be used/,
  ],
  [
    "columns of which each could be the text",
    { name: "a.csv", source: "one,two\nred car,old bus\nblue car,new bus\n", options: {} },
    /not clear which column.*"one", "two"/,
  ],
  [
    "a split and a column for it",
    { name: "a.csv", source: "text,part\none,train\n", options: { split: "test", splitColumn: "part" } },
    /not both/,
  ],
];

test.each(refused)("%s is refused in a sentence", async (_, odd, sentence) => {
  const thrown = await take(odd).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ kind: "invalid" });
  expect(String(thrown)).toMatch(sentence);
  await sql`update job set state = 'done' where state in ('queued', 'running')`.execute(opened.world.db);
});
