import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { Failure } from "#failure";
import type { Call, Command } from "./command.ts";
import { countOf } from "./figures.ts";
import { project } from "./project-flags.ts";

const formats = ["csv", "jsonl"] as const;
const splits = ["train", "validation", "test"] as const;

/** `export`: the labelled items as a file. */
export const exportLabels: Command = {
  name: "export",
  about: "Write the labelled items of a project to a file.",
  flags: {
    project,
    format: { value: formats.join("|"), oneOf: formats, about: "The kind of file; csv if not given." },
    only: { value: "labelled|all", oneOf: ["labelled", "all"], about: "Which items; labelled if not given." },
    split: { value: splits.join("|"), oneOf: splits, about: "Only the items of this split." },
    for: {
      value: "spreadsheet",
      oneOf: ["spreadsheet"],
      about: "A CSV that a spreadsheet opens as UTF-8 and without running a cell as a formula; an import undoes it.",
    },
    out: { value: "F", about: "The file; one that is there is replaced.", needed: "yes" },
  },
  async run(call) {
    const { client, flags, signal } = call;
    const format = (flags.text("format") ?? "csv") as (typeof formats)[number];
    const out = flags.needed("out");
    const what = {
      only: flags.text("only") as "labelled" | "all" | undefined,
      split: flags.text("split") as (typeof splits)[number] | undefined,
      for: flags.text("for") as "spreadsheet" | undefined,
    };
    const response = await client.exportLabels({ project: flags.needed("project"), format, ...what }, { signal });
    const bytes = await save(response, out, call);
    return { json: { out, format, bytes }, lines: [`${out}: ${countOf(bytes, "byte")}`] };
  },
};

/** Written aside and moved, so that a file of that name is always whole. */
async function save(response: Response, out: string, { bar, signal }: Pick<Call, "bar" | "signal">): Promise<number> {
  const aside = `${out}.${process.pid}.part`;
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      bar.show(bytes, undefined, "Bytes written:");
      done(null, chunk);
    },
  });
  try {
    const body = response.body ? Readable.fromWeb(response.body as WebStream<Uint8Array>) : Readable.from([]);
    await pipeline(body, counter, createWriteStream(aside), { signal });
    await rename(aside, out);
    return bytes;
  } catch (thrown) {
    await rm(aside, { force: true });
    const code = (thrown as NodeJS.ErrnoException).code ?? "";
    if (signal.aborted || !/^E[A-Z]+$/.test(code)) throw thrown;
    throw new Failure("unavailable", `The file ${out} could not be written: ${code}.`);
  }
}
