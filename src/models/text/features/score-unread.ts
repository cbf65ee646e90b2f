import type { Learner } from "../fit/learner.ts";
import { type ScorePlace, scoreEntries } from "../fit/score-row.ts";

/**
 * Scores a training row as a text that was never read: features that occur in no other text would be unknown then, so
 * they are left out and each block is scaled up again. Otherwise out-of-fold scores are too small by these features, and
 * the temperature fitted on them too high (2 to 8 % on three data sets). Needs the scratch room of `makeRoom`.
 */
export function scoreAsUnread(learner: Learner, row: number, place: ScorePlace): void {
  const { memory, starts } = learner;
  const from = starts[row]!;
  const middle = from + learner.wordEntries[row]!;
  const scratch = starts[learner.rows]!;
  const words = copyShared(learner, [from, middle], scratch);
  const characters = copyShared(learner, [middle, starts[row + 1]! - 1], scratch + words.entries);
  const blocks = (words.squares > 0 ? 1 : 0) + (characters.squares > 0 ? 1 : 0);
  const end = scratch + words.entries + characters.entries;
  for (let e = scratch; e < end; e++) {
    const squares = e < scratch + words.entries ? words.squares : characters.squares;
    memory.values[e]! /= Math.sqrt(squares * blocks);
  }
  memory.ids[end] = memory.size.features;
  memory.values[end] = 1;
  const base = memory.at.entries;
  scoreEntries(learner, { from: base + 4 * scratch, end: base + 4 * end + 4 }, place);
}

// Copies the entries whose feature occurs in another text too; a feature of one text alone has the largest idf there is.
function copyShared({ memory, text }: Learner, [from, end]: readonly [number, number], to: number) {
  const { ids, values } = memory;
  let entries = 0;
  let squares = 0;
  for (let e = from; e < end; e++) {
    if (text.idf[ids[e]!]! >= text.rarestIdf) continue;
    ids[to + entries] = ids[e]!;
    values[to + entries++] = values[e]!;
    squares += values[e]! * values[e]!;
  }
  return { entries, squares };
}
