import type { ModelKindName } from "#models/contract";
import type { Bundle, ModelKind, Told, Trained } from "#models/kind";
import { mostTrainingCharacters, planFeatures } from "./features/plan-features.ts";
import type { Solver } from "./fit/solve.ts";
import { trainTextInThread } from "./thread/train-in-thread.ts";

/** A kind of model that weighs the features of texts; the kinds differ in how the weights are found. */
export const textKind = (name: ModelKindName, solver: Solver): ModelKind => ({
  name,
  mostCharacters: mostTrainingCharacters,
  train: (bundle, told) => train(bundle, told, solver),
});

async function train(bundle: Bundle, told: Told, solver: Solver): Promise<Trained> {
  const { texts, truth, labels, pool, seed } = bundle;
  const asked = bundle.options.features === "words" ? "words" : "all";
  const plan = planFeatures({ texts, classes: labels.length, features: asked });
  if (plan.sentence) told.line(plan.sentence);
  told.begins("Training");
  const trained = await trainTextInThread(
    {
      texts,
      labels: truth,
      classes: labels.length,
      pool,
      seed,
      options: { features: plan.features, solver },
      calibrate: "out-of-fold",
      labelNames: labels,
    },
    {
      signal: told.signal,
      onProgress: (phase) => told.begins(phase === "features" ? "Training" : "Calibrating"),
    },
  );
  for (const line of trained.log) told.line(line);
  const { artifact, outOfFold, features, epochs, temperature } = trained;
  if (!outOfFold) throw new Error("A training of a kind is always calibrated.");
  const figures = { features, epochs, temperature };
  return { artifact, outOfFold, figures, summary: { ...figures, read: plan.features, phases: trained.seconds } };
}
