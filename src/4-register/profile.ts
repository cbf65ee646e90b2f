import { type ConfidenceHistogram, confidenceHistogram, countLabels, type LabelCounts } from "#statistics";

/** What a version answers to items that it never learned from, as sketches: what traffic is later compared with. */
export interface Profile {
  /** Where it was measured: "held out"; in versions of earlier days, the words of their evaluation. */
  readonly from: string;
  readonly items: number;
  /** How often it answered each label, by id. */
  readonly labels: LabelCounts;
  readonly confidence: ConfidenceHistogram;
  readonly meanConfidence: number;
  /** Share of words unseen in training, as a histogram over texts and its mean; absent where it is not known. */
  readonly unseen: { readonly histogram: ConfidenceHistogram; readonly mean: number } | undefined;
}

/** The fewest items that a profile says something from. */
export const leastProfile = 100;

/** The profile of answers. */
export function profileOf(
  from: string,
  answers: readonly { predicted: string; score: number; unseen: number | undefined }[],
): Profile {
  const unseen = answers.flatMap((one) => one.unseen ?? []);
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);
  return {
    from,
    items: answers.length,
    labels: countLabels(answers.map((one) => one.predicted)),
    confidence: confidenceHistogram(answers.map((one) => one.score)),
    meanConfidence: mean(answers.map((one) => one.score)),
    unseen:
      unseen.length === answers.length && answers.length > 0
        ? { histogram: confidenceHistogram(unseen), mean: mean(unseen) }
        : undefined,
  };
}
