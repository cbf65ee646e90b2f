import { type Load, putLoad, type Target } from "./load.ts";
import type { Report } from "./report.ts";
import { finished, type Program } from "./start-program.ts";
import type { TextSet } from "./text-data.ts";

const heldOut = 490_000;
const seconds = 8;
const mostTimes = 3;

/** The other work of a server while it answers one connection: what each does to the slowest answers. */
export async function measureBeside(
  report: Report,
  given: { program: Program; wrk: string; target: Target; set: TextSet },
): Promise<void> {
  const { program, wrk, target } = given;
  const measure = () => putLoad(wrk, target, { connections: 1, seconds });
  const works = await prepare(given);
  const idle = await measure();
  add(report, "nothing", idle, 0);
  for (const [name, work] of Object.entries(works)) {
    let [isOver, times] = [false, 0];
    const working = (async () => {
      for (; !isOver; times++) await work(program);
    })();
    const load = await measure();
    isOver = true;
    await working;
    add(report, name, load, times, idle);
  }
}

function add(report: Report, name: string, load: Load, times: number, idle?: Load): void {
  const facts = { case: `1 connection beside ${name}`, unit: "µs", better: "lower" } as const;
  const many = times > 1 ? ` (${times} times)` : "";
  const beside = idle && { peer: idle.p99, peerName: "beside nothing" };
  const target = idle && ({ of: "ratio", bound: 1 / mostTimes } as const);
  report.add({ ...facts, metric: `p99${many}`, ours: load.p99, ...beside, target });
}

type Work = (program: Program) => Promise<unknown>;

/** Makes a project with two evaluations on 490,000 items, and gives what there is to do beside. */
async function prepare({ program, set }: { program: Program; set: TextSet }): Promise<Record<string, Work>> {
  const { client } = program;
  const project = "Large";
  await client.createProject({ name: project });
  await importRows(program, { project, lines: rowsOf(set, set.train.texts.length), split: "train" });
  await importRows(program, { project, lines: rowsOf(set, heldOut), split: "test" });
  for (let run = 0; run < 2; run++) await finished(client, (await client.startTraining({ project })).job);
  const [newer, older] = (await client.listEvaluations({ project })).rows.map((row) => row.id);
  if (!newer || !older) throw new Error("There should be two evaluations.");
  const words = set.train.texts.join(" ");
  const texts = Array.from({ length: 1000 }, (_, at) => words.slice(at * 100, at * 100 + 7500));
  let imports = 0;
  return {
    "pages of 490,000 judged items": async () => {
      let after: number | undefined = 0;
      for (let page = 0; page < 20 && after !== undefined; page++)
        after = (await client.listJudged({ project, evaluation: newer, only: "all", after, limit: 100 })).next;
    },
    "a cell of 490,000 judged items": () =>
      client.listJudged({ project, evaluation: newer, only: "wrong", after: 300_000, limit: 100 }),
    "comparing two times 490,000": () => client.compareEvaluations({ project, evaluation: older, other: newer }),
    lineage: () => client.readLineage({ project, version: "newest" }),
    "predicting 8 MB": () => client.predict({ endpoint: "banking", texts }),
    "an import of 100,000": () =>
      importRows(program, { project, lines: madeRows(`import ${imports++}`), split: "train" }),
    "a training": async () => finished(client, (await client.startTraining({ project: "Banking" })).job),
  };
}

async function importRows(
  { client }: Program,
  { project, lines, split }: { project: string; lines: string[]; split: "train" | "test" },
): Promise<void> {
  const sent = await client.uploadImport({ project, name: "rows.jsonl", body: new Blob(lines) });
  const columns = { text: "text", label: "label", split };
  await finished(client, (await client.startImport({ project, import: sent.import, ...columns })).job);
}

/** The training texts with a number each, so that however many there are no two are the same. */
const rowsOf = ({ train, names }: TextSet, rows: number): string[] =>
  Array.from({ length: rows }, (_, number) => {
    const at = number % train.texts.length;
    const text = `${train.texts[at]} ${rows} ${number}`;
    return `${JSON.stringify({ text, label: names[train.labels[at] ?? 0] })}\n`;
  });

const madeRows = (about: string): string[] =>
  Array.from(
    { length: 100_000 },
    (_, at) => `${JSON.stringify({ text: `${about} number ${at}`, label: `label ${at % 7}` })}\n`,
  );
