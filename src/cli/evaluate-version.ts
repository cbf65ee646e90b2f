import type { Command } from "./command.ts";
import { countOf, type Interval, type Measurement, metricLines, percentOf } from "./figures.ts";
import { project, question, version } from "./project-flags.ts";
import { waitForJob } from "./wait-for-job.ts";

/** What the evaluation job results in. */
interface Evaluated extends Measurement {
  readonly version: number;
  readonly split: string;
  readonly perLabel: readonly {
    readonly name: string;
    readonly support: number;
    readonly tooFew: boolean;
    readonly f1: Interval;
  }[];
}

const splits = ["test", "validation", "audit"] as const;

/** `evaluate`: measure a version on the labels of a split as they are now. */
export const evaluateVersion: Command = {
  name: "evaluate",
  about: "Measure a version on the labels of a split as they are now.",
  flags: {
    project,
    split: { value: splits.join("|"), oneOf: splits, about: "Which items to measure on.", needed: "yes" },
    version,
    question,
  },
  async run(call) {
    const { flags, client, signal } = call;
    const split = flags.needed("split") as (typeof splits)[number];
    const given = {
      project: flags.needed("project"),
      version: flags.text("version") ?? "newest",
      question: flags.text("question"),
      split,
    };
    const { job } = await client.evaluateVersion(given, { signal });
    const found = (await waitForJob(call, job)) as unknown as Evaluated;
    const width = Math.max(...found.perLabel.map((one) => one.name.length), 0);
    const lines = [
      `Version ${found.version} on ${countOf(found.items, "item")} of the split "${found.split}"`,
      ...metricLines(found),
      ...found.perLabel.map(
        (one) =>
          `  ${one.name.padEnd(width)}  F1 ${one.tooFew ? "too few to say" : percentOf(one.f1)}, ${countOf(one.support, "item")}`,
      ),
    ];
    const { items, tooFew, metrics, perLabel } = found;
    return { json: { version: found.version, split: found.split, items, tooFew, metrics, perLabel }, lines };
  },
};
