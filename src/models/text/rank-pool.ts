import { marginOf } from "#statistics";
import { chooseDiverse } from "./choose-diverse.ts";
import type { TrainedText } from "./fit-text.ts";
import { scoreText } from "./score-row.ts";
import { vectorsOf } from "./score-texts.ts";
import { softmaxInPlace } from "./temperature.ts";
import type { RankedPool } from "./thread-messages.ts";

/** Scores a pool and chooses `count` of it to label next: small margins, spread out (see `chooseDiverse`). */
export function rankPool(trained: TrainedText, pool: readonly string[], count: number): RankedPool {
  const { classes, learner, temperature } = trained;
  const best = new Int32Array(pool.length);
  const score = new Float32Array(pool.length);
  const margin = new Float32Array(pool.length);
  const row = new Float32Array(classes);
  for (let t = 0; t < pool.length; t++) {
    scoreText(learner, pool[t]!, { scores: row, at: 0 });
    softmaxInPlace(row, { at: 0, classes }, temperature);
    margin[t] = marginOf(row);
    let top = 0;
    for (let k = 1; k < classes; k++) if (row[k]! > row[top]!) top = k;
    best[t] = top;
    score[t] = row[top]!;
  }
  const order = Array.from({ length: pool.length }, (_, t) => t).sort((a, b) => margin[a]! - margin[b]! || a - b);
  const shortlist = order.slice(0, 4 * count);
  const rows = vectorsOf(
    learner.text,
    shortlist.map((t) => pool[t]!),
  );
  const margins = shortlist.map((t) => margin[t]!);
  return {
    best,
    score,
    margin,
    chosen: chooseDiverse({ rows, margins, count }).map((position) => shortlist[position]!),
  };
}
