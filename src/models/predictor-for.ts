import type { QuestionKind } from "#answers/contract";
import { medianLevel } from "./median-level.ts";
import { mergeClasses } from "./merge-classes.ts";
import type { Predictor } from "./model-kind.ts";

/** What a kind of question makes of the probabilities of a model. */
const deciding: Readonly<Record<QuestionKind, (model: Predictor) => Predictor>> = {
  choice: (model) => model,
  rating: medianLevel,
};

/** A model as it answers a question of a kind; classes whose labels were merged since it learned are one. */
export function predictorFor(
  kind: QuestionKind,
  model: Predictor,
  now: (label: string) => string = (label) => label,
): Predictor {
  return deciding[kind](mergeClasses(model, now));
}
