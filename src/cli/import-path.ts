import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Client, ClientError } from "#client";
import { Failure } from "#failure";
import type { Call, Command, Flags } from "./command.ts";
import { countOf } from "./figures.ts";
import { type Given, openPath } from "./open-path.ts";
import { project } from "./project-flags.ts";
import { isUnanswered, patiently, waitForJob } from "./wait-for-job.ts";

const splits = ["train", "validation", "test"] as const;
const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
const delimiters = [",", ";", "tab", "|", "none"] as const;
const quotes = ["double", "none"] as const;
const yesOrNo = ["yes", "no"] as const;
const formats = ["csv", "tsv", "json", "jsonl", "txt", "folder"] as const;

/** `import`: take the texts of a file or of a folder with a sub-folder for each class. */
export const importPath: Command = {
  name: "import",
  about:
    "Take the texts of a CSV, TSV, JSON, JSONL, TXT or zip file, or of a folder with one sub-folder for each class.",
  operand: { name: "PATH", about: "The file or the folder." },
  flags: {
    project: { ...project, about: "The project, by its name or id; it is made if it is new." },
    task: { value: "classify", oneOf: ["classify"], about: "What a new project is for; classify if not given." },
    text: { value: "COL", about: "The column with the text; guessed if not given." },
    label: { value: "COL", about: "The column with the label; none if not given." },
    answers: {
      value: '"QUESTION=COL,…"',
      about: "Columns with the answers to questions; a rating has levels. The label answers the first question.",
    },
    key: { value: "COL", about: "A column with your own unique key." },
    split: {
      value: splits.join("|"),
      oneOf: splits,
      about: "Put every item into this split; test items are never trained on.",
    },
    "split-column": {
      value: "COL",
      about: "A column that says train, validation or test; one called split that does is found.",
    },
    encoding: {
      value: encodings.join("|"),
      oneOf: encodings,
      about: "How bytes become characters; found out if not given.",
    },
    delimiter: {
      value: '","|";"|tab|"|"|none',
      oneOf: delimiters,
      about: "What stands between cells; found out if not given.",
    },
    quote: {
      value: quotes.join("|"),
      oneOf: quotes,
      about: "Whether quotation marks enclose cells or are characters; found out if not given.",
    },
    header: {
      value: "yes|no",
      oneOf: yesOrNo,
      about: "Whether the first row names the columns; found out if not given.",
    },
    format: { value: formats.join("|"), oneOf: formats, about: "The kind of file; by its name if not given." },
    labels: {
      value: "keep|replace",
      oneOf: ["keep", "replace"],
      about: "Where an item has another label than the file gives it: keep it, or let the file win; keep if not given.",
    },
    "min-per-class": {
      value: "N",
      kind: "number",
      about: "For folders: the least documents a class needs; 100 if not given.",
    },
    duplicates: {
      value: "skip|keep",
      oneOf: ["skip", "keep"],
      about: "What to do with texts that are there already; skip if not given.",
    },
  },
  async run(call) {
    const given = await openPath(call.operand, await statOf(call.operand));
    const into = await findOrMake(call, call.flags.needed("project"));
    try {
      return await take(call, { given, project: into.id });
    } catch (thrown) {
      // An answer may have been lost on its way, so the server decides whether nothing came into it.
      if (into.state === "made")
        await call.client.deleteProject({ project: into.id, if: "empty" }).catch(() => undefined);
      throw isCancelled(call, thrown)
        ? new Failure("conflict", "Cancelled; nothing was imported.")
        : (given.problem() ?? thrown);
    }
  },
};

/** Whether Ctrl-C came before anything was started, or the job ended by it; a cancelling that was lost is none. */
const isCancelled = ({ signal }: Call, thrown: unknown): boolean =>
  signal.aborted && (thrown === signal.reason || (thrown instanceof Failure && thrown.facts.state === "cancelled"));

async function statOf(path: string) {
  return stat(path).catch((thrown: NodeJS.ErrnoException) => {
    const why = thrown.code === "ENOENT" ? "is not there" : `cannot be read: ${thrown.code}`;
    throw new Failure("invalid", `"${path}" ${why}.`, { field: "PATH" });
  });
}

async function findOrMake({ client, signal }: Call, name: string): Promise<{ id: string; state: "found" | "made" }> {
  try {
    return { id: (await client.readProject({ project: name }, { signal })).id, state: "found" };
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    return { id: await make(client, name, signal), state: "made" };
  }
}

/** Makes a project; where the answer is lost, it is there all the same. */
async function make(client: Client, name: string, signal: AbortSignal): Promise<string> {
  try {
    return (await client.createProject({ name, task: "classify" }, { signal })).id;
  } catch (thrown) {
    if (!isUnanswered(thrown)) throw thrown;
    const { id } = await patiently(() => client.readProject({ project: name }, { signal })).catch((after) => {
      throw isMissing(after) ? thrown : after;
    });
    return id;
  }
}

async function take(call: Call, to: { given: Given; project: string }) {
  const { client, signal } = call;
  const { given, project: into } = to;
  const name = basename(given.path);
  const body = given.body((done, total) => call.bar.show(done, total, given.format ? "Reading documents" : "Sending"));
  const format = given.format ?? one(call.flags, "format", formats);
  const sent = await client.uploadImport({ project: into, name, format, body }, { signal });
  const at = { project: into, import: sent.import };
  await waitForJob(call, await startOf(call, at));
  const done = await patiently(() => client.readImport(at));
  const { added, duplicates } = done;
  const rejected = done.rejected + given.leftOut();
  const lines = [
    `${countOf(added, "item")} added, ${countOf(duplicates, "duplicate")}, ${countOf(rejected, "row")} rejected, ${countOf(done.labelled, "label")} taken.`,
    ...done.rejects.slice(0, 5).map((one) => `  line ${one.line}: ${one.reason}`),
    ...done.findings.map((one) => `${one.sentence}${linesOf(one.lines)}`),
  ];
  const { labelled, findings } = done;
  return { json: { import: sent.import, added, duplicates, rejected, labelled, findings }, lines };
}

/** Starts taking what was sent; gives the job, also where the answer to the start is lost on its way. */
async function startOf({ client, flags, signal }: Call, at: { project: string; import: string }): Promise<string> {
  try {
    return (await client.startImport({ ...at, ...optionsOf(flags) }, { signal })).job;
  } catch (thrown) {
    // What still waits cannot be started once it is dropped; what was started stays, and names its job.
    await client.dropImport(at).catch(() => undefined);
    const isLost = isUnanswered(thrown) || signal.aborted;
    const job = isLost ? await jobOf(client, at) : undefined;
    if (job !== undefined) return job;
    throw thrown;
  }
}

/** The job that takes an import; none where it was not started, or is gone. */
async function jobOf(client: Client, at: { project: string; import: string }): Promise<string | undefined> {
  try {
    return (await patiently(() => client.readImport(at))).job;
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

const isMissing = (thrown: unknown): boolean => thrown instanceof ClientError && thrown.kind === "missing";

const linesOf = (lines: readonly number[]): string =>
  lines.length === 0
    ? ""
    : ` (${lines.length === 1 ? "line" : "lines"} ${lines.slice(0, 5).join(", ")}${lines.length > 5 ? ", …" : ""})`;

/** The value of a flag whose values were checked. */
const one = <Value extends string>(flags: Flags, name: string, _: readonly Value[]): Value | undefined =>
  flags.text(name) as Value | undefined;

/** The columns that answer questions: "stars=column,mood=another column". */
function answersOf(text: string | undefined): { question: string; column: string }[] | undefined {
  return text?.split(",").map((pair) => {
    const [question = "", ...column] = pair.split("=").map((part) => part.trim());
    if (question === "" || column.length === 0)
      throw new Failure("invalid", `--answers takes QUESTION=COL, and "${pair.trim()}" is none.`, { field: "answers" });
    return { question, column: column.join("=") };
  });
}

function optionsOf(flags: Flags) {
  return {
    text: flags.text("text"),
    label: flags.text("label"),
    answers: answersOf(flags.text("answers")),
    key: flags.text("key"),
    split: one(flags, "split", splits),
    splitColumn: flags.text("split-column"),
    encoding: one(flags, "encoding", encodings),
    delimiter: one(flags, "delimiter", delimiters),
    quote: one(flags, "quote", quotes),
    header: one(flags, "header", yesOrNo),
    labels: one(flags, "labels", ["keep", "replace"]),
    minPerClass: flags.number("min-per-class"),
    duplicates: one(flags, "duplicates", ["skip", "keep"]),
  };
}
