import type { Id } from "#ids";

/** What a model answered to an item, beside the truth: label ids, and the probability of the answer. */
export interface Judged {
  readonly item: Id<"item">;
  readonly actual: string;
  readonly predicted: string;
  readonly score: number;
  /** Share of the text's words that training never saw, where it is known. */
  readonly unseen: number | undefined;
}

/** Judged items as one JSON line each, for a blob. */
export const encodeJudged = (judged: readonly Judged[]): Uint8Array =>
  new TextEncoder().encode(
    judged
      .map((one) => `${JSON.stringify([one.item, one.actual, one.predicted, Math.round(one.score * 1e6) / 1e6])}\n`)
      .join(""),
  );

/** Judged items from a blob. */
export function decodeJudged(bytes: Uint8Array): Judged[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const [item, actual, predicted, score] = JSON.parse(line) as [Id<"item">, string, string, number];
      return { item, actual, predicted, score, unseen: undefined };
    });
}
