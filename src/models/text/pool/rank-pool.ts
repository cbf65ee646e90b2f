import { marginOf } from "#statistics";
import type { TrainedText } from "../fit/fit-text.ts";
import { scoreText } from "../fit/score-row.ts";
import { vectorsOf } from "../fit/score-texts.ts";
import { softmaxInPlace } from "../fit/temperature.ts";
import type { RankedPool } from "../thread/thread-messages.ts";
import { chooseDiverse } from "./choose-diverse.ts";

const mostShown = 6;

/** Scores a pool and chooses `count` of it to label next: small margins, spread out (see `chooseDiverse`). */
export function rankPool(trained: TrainedText, pool: readonly string[], count: number): RankedPool {
  const { classes, learner, temperature } = trained;
  const best = new Int32Array(pool.length);
  const score = new Float32Array(pool.length);
  const margin = new Float32Array(pool.length);
  const topCount = Math.min(mostShown, classes);
  const top = new Int32Array(pool.length * topCount);
  const topScore = new Float32Array(pool.length * topCount);
  const row = new Float32Array(classes);
  for (let t = 0; t < pool.length; t++) {
    scoreText(learner, pool[t]!, { scores: row, at: 0 });
    softmaxInPlace(row, { at: 0, classes }, temperature);
    margin[t] = marginOf(row);
    writeTop(row, { top, topScore, topCount, at: t * topCount });
    best[t] = top[t * topCount]!;
    score[t] = topScore[t * topCount]!;
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
    topCount,
    top,
    topScore,
    chosen: chooseDiverse({ rows, margins, count }).map((position) => shortlist[position]!),
  };
}

/** Writes the most probable classes of one text by insertion; of equals the lower class first. */
function writeTop(
  row: Float32Array,
  { top, topScore, topCount, at }: { top: Int32Array; topScore: Float32Array; topCount: number; at: number },
): void {
  for (let k = 0; k < row.length; k++) {
    let place = Math.min(k, topCount);
    while (place > 0 && row[k]! > topScore[at + place - 1]!) place--;
    if (place >= topCount) continue;
    top.copyWithin(at + place + 1, at + place, at + topCount - 1);
    topScore.copyWithin(at + place + 1, at + place, at + topCount - 1);
    top[at + place] = k;
    topScore[at + place] = row[k]!;
  }
}
