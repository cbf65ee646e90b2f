import { type ModelKindName, modelKindNames } from "#models/contract";
import type { Command } from "./command.ts";
import { type Measurement, metricLines } from "./figures.ts";
import { project, question } from "./project-flags.ts";
import { waitForJob } from "./wait-for-job.ts";

/** What the training job results in. */
interface Trained extends Measurement {
  readonly run: string;
  readonly version: number;
  readonly question: string;
  readonly seconds: number;
  readonly split: string;
}

/** `train`: train on the labels of a project, measure, register. */
export const trainModel: Command = {
  name: "train",
  about: "Train on the labels of a project, measure the model, and register it as a version.",
  flags: {
    project,
    question,
    wait: { about: "Wait until it is done, and print the metrics." },
    seed: { value: "N", kind: "number", about: "The seed; the same seed and labels give the same model." },
    recipe: {
      value: modelKindNames.join("|"),
      oneOf: modelKindNames,
      about: "The kind of model.",
    },
    features: {
      value: "words|all",
      oneOf: ["words", "all"],
      about: "What the model reads: words, or parts of words too.",
    },
  },
  async run(call) {
    const features = call.flags.text("features") as "words" | "all" | undefined;
    const recipe = call.flags.text("recipe") as ModelKindName | undefined;
    const given = {
      project: call.flags.needed("project"),
      question: call.flags.text("question"),
      seed: call.flags.number("seed"),
      recipe,
      features,
    };
    const started = await call.client.startTraining(given, { signal: call.signal });
    if (!call.flags.isOn("wait")) {
      const { job, run } = started;
      return { json: { job, run }, lines: [`Training ${run} began, as the job ${job}.`] };
    }
    const trained = (await waitForJob(call, started.job)) as unknown as Trained;
    const { run, version, question: learned, seconds, items, split, measured, tooFew, metrics } = trained;
    const lines = [
      `Version ${version}, trained in ${seconds.toFixed(2)} s`,
      ...metricLines(trained),
      ...(measured ? [measured] : []),
    ];
    return { json: { run, version, question: learned, seconds, items, split, tooFew, metrics }, lines };
  },
};
