import { type Descent, descend } from "./descend.ts";
import type { Learner } from "./learner.ts";

/** How the weights of a learner are found from its rows. */
export type Solver = "linear" | "naive-bayes" | "nearest-centroid";

/**
 * Finds the weights for the rows that are counted now; returns how many times the rows were visited. Naive Bayes is nothing but
 * its counts; the nearest centroid is the class whose mean row has the largest cosine with a text (Rocchio 1971, without negative
 * examples); the linear learner descends.
 */
export function solve(learner: Learner, descent: Descent): number {
  switch (learner.options.solver) {
    case "linear":
      return descend(learner, descent);
    case "naive-bayes":
      return 1;
    case "nearest-centroid":
      weighCentroids(learner);
      return 1;
  }
}

// Brings cosines to the size of the other scores, whose temperature is looked for between .5 and 30.
const cosineScale = 8;

/** weights[f][k] = 8 c_fk / |c_k|: rows have length 1, so their score is 8 times the cosine. The bias stays 0. */
function weighCentroids({ memory, classes, counts }: Learner): void {
  const { weights, columns, size } = memory;
  const squares = new Float64Array(classes);
  for (let f = 0; f < size.features; f++)
    for (let k = 0, cell = f * columns; k < classes; k++, cell++) squares[k]! += counts[cell]! * counts[cell]!;
  const scales = squares.map((sum) => (sum > 0 ? cosineScale / Math.sqrt(sum) : 0));
  for (let f = 0; f < size.features; f++)
    for (let k = 0, cell = f * columns; k < classes; k++, cell++) weights[cell] = counts[cell]! * scales[k]!;
}
