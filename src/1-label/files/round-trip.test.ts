import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cleanLabel, fieldText, startImport, uploadImport } from "#collect";
import { type Id, newId } from "#ids";
import { runQueued, testWorld } from "#tests/world";
import { labelJobs } from "../jobs.ts";
import { createProject } from "../questions/create-project.ts";
import { exportLabels } from "./export-labels.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;
const newProject = () =>
  createProject(opened.world, {
    workspace: opened.workspace,
    name: `trip ${++count}`,
    task: "classify",
    labels: [],
    guideline: "",
    auditShare: 0.15,
  });

/** Takes a file as a person would who says nothing about it; gives what the import did. */
async function take(project: Id<"project">, name: string, body: AsyncIterable<Uint8Array>) {
  const { world, workspace } = opened;
  const about = { workspace, project, format: undefined, askedBy: "person_test" };
  const sent = await uploadImport(world, { ...about, name, body });
  const given = { project, workspace, import: sent.import as Id<"import">, options: {}, askedBy: "person_test" };
  await startImport(world, given);
  return runQueued(world, labelJobs as never);
}

/** All that a project holds, in the order it came. */
async function contentOf(project: Id<"project">) {
  const { rows } = await sql<{ text: string; key: string; split: string; fields: string | null; label: string }>`
    select item.text, item.key, item.split, item.fields::text as fields, label.name as label
    from project join item on item.dataset = project.dataset
    left join consensus on consensus.item = item.id and consensus.project = project.id
    left join label on label.id = consensus.value -> 'labels' ->> 0
    where project.id = ${project} order by item.id`.execute(opened.world.db);
  return rows;
}

/** Side columns as a table can hold them: as text, and without empty ones. */
const asCells = ({ fields, ...row }: { fields: string | null }) => {
  const cells = Object.entries(JSON.parse(fields ?? "{}") as object).map(([name, value]) => [name, fieldText(value)]);
  return { ...row, fields: cells.filter(([, cell]) => cell !== "").sort() };
};

const awkward = [
  "a\r\nb",
  "a\rb\n",
  'He said "no", twice',
  '"open',
  "=2+3",
  "'=2+3",
  "@SUM(A1)",
  "-1",
  "\tx",
  "0007",
  " spaces ",
  "größer 发票 👩\u200d💻",
  "a,b\nc,d\ne,f\ng,h",
  "item_1,x,y,z,,",
  "1460000000000000001",
  "null",
  "\ufeffmark",
  "\u2028",
];
const texts = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "'", "=", "\t", ";") }),
);
const visible = texts.filter((text) => text.trim() !== "" && !text.includes("\0") && !text.includes("\ufffd"));
const clean = texts.map((text) => text.replaceAll("\0", ""));
const name = fc.oneof(
  clean,
  fc.constantFrom("\n\n", "\na\n\nb", "label", "id", "how", "text", "fields", "fields.x", "=a", "__proto__", " b "),
);
const value = fc.oneof(clean, fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.integer(), { maxLength: 3 }));
const item = fc.record({
  text: visible,
  label: fc.option(
    visible.map((text) => cleanLabel(text)?.slice(0, 100).trim()).filter((one) => !!one && cleanLabel(one) === one),
    { nil: undefined },
  ),
  key: fc.option(
    visible.map((text) => text.trim()),
    { nil: undefined },
  ),
  split: fc.option(fc.constantFrom("train", "validation", "test"), { nil: undefined }),
  fields: fc.option(fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true }), { nil: undefined }),
});
const items = fc.uniqueArray(item, {
  minLength: 1,
  maxLength: 12,
  comparator: (one, other) => one.text === other.text || (one.key !== undefined && one.key === other.key),
});

async function* linesOf(rows: readonly object[]) {
  for (const row of rows) yield new TextEncoder().encode(`${JSON.stringify({ id: newId("item"), ...row })}\n`);
}

const wanted = { only: "all", split: undefined } as const;

test.each([
  ["csv", "programs"],
  ["csv", "spreadsheet"],
  ["jsonl", "programs"],
] as const)(
  "what is exported as %s for %s comes back as it was",
  async (format, reader) => {
    await fc.assert(
      fc.asyncProperty(items, async (rows) => {
        const [first, second] = [await newProject(), await newProject()];
        expect(await take(first, "rows.jsonl", linesOf(rows))).toMatchObject({ added: rows.length, rejected: 0 });
        const file = exportLabels(opened.world, { ...wanted, project: first, format, reader });
        expect(await take(second, `labels.${format}`, file)).toMatchObject({ added: rows.length, rejected: 0 });
        const [before, after] = [await contentOf(first), await contentOf(second)];
        expect(before).toHaveLength(rows.length);
        if (format === "jsonl") expect(after).toEqual(before);
        else expect(after.map(asCells)).toEqual(before.map(asCells));
        // What is here already is found again, so that nothing is taken twice.
        const again = exportLabels(opened.world, { ...wanted, project: first, format, reader });
        expect(await take(first, `labels.${format}`, again)).toMatchObject({ added: 0, duplicates: rows.length });
      }),
      { numRuns: 25 },
    );
  },
  120_000,
);
