import { type Random, shuffle } from "#statistics";
import { entriesOf, type Learner } from "./learner.ts";

/** Which rows to visit (reordered in place), how often, and when to stop early (0: never). */
export type Descent = {
  readonly order: Int32Array;
  readonly epochs: number;
  readonly tolerance: number;
  readonly random: Random;
};

/** A step smaller than this leaves the weights alone. */
const negligible = 1e-7;

/**
 * Dual coordinate descent for the squared hinge (Hsieh et al. 2008), one visit of a row stepping in all classes at once:
 * min over a >= 0 of .5 a'Qa - sum a, Q_ij = y_i y_j x_i x_j + [i = j] / (2 C). Returns the epochs done.
 */
export function descend(learner: Learner, { order, epochs, tolerance, random }: Descent): number {
  let first = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    shuffle(order, random);
    let total = 0;
    for (let i = 0; i < order.length; i++) total += visit(learner, order[i]!);
    const mean = total / order.length;
    if (epoch === 1) first = mean;
    else if (mean < tolerance * first) return epoch;
  }
  return epochs;
}

/** Visits one row: solves its own part of the problem for every class; returns the largest step times its curvature. */
function visit(learner: Learner, row: number): number {
  const { memory, classes, labels, options } = learner;
  const { sweeps, out, delta, duals, columns, at } = memory;
  const { from, end } = entriesOf(learner, row);
  const damping = 0.5 / options.cost;
  const curvature = learner.squares[row]! + damping;
  const label = labels[row]!;
  const own = row * columns + label;
  sweeps.gather(from, end, at.weights);
  for (let k = classes; k < columns; k++) out[k] = -1e30;
  // The row's own class is stepped apart, as the only positive; meanwhile its column must not move.
  const sum = out[label]!;
  const dual = duals[own]!;
  out[label] = -1e30;
  duals[own] = 0;
  let largest = sweeps.step(at.duals + 4 * row * columns, damping, 1 / curvature);
  const next = Math.max(0, dual - (sum - 1 + dual * damping) / curvature);
  duals[own] = next;
  delta[label] = next - dual;
  largest = Math.max(largest, Math.abs(next - dual));
  if (largest > negligible) sweeps.scatter(from, end, at.weights);
  return largest * curvature;
}

/** Takes a row's part out of the weights: afterwards they are as if the row had not been visited yet. */
export function forgetRow(learner: Learner, row: number): void {
  const { sweeps, delta, duals, columns, at } = learner.memory;
  const { from, end } = entriesOf(learner, row);
  const label = learner.labels[row]!;
  const first = row * columns;
  for (let k = 0; k < columns; k++) {
    delta[k] = k === label ? -duals[first + k]! : duals[first + k]!;
    duals[first + k] = 0;
  }
  sweeps.scatter(from, end, at.weights);
}
