import type { Learner } from "./learner.ts";

/**
 * Adds (sign 1) or takes away (sign -1) a row's features in its class and renews the cells touched:
 * bayes[f][k] = g ln((c_fk + a) / a), so that a feature never seen in a class has 0.
 */
export function countRow(learner: Learner, row: number, sign: 1 | -1): void {
  const { memory, counts, totals, starts, options } = learner;
  const { ids, values, columns, bayes } = memory;
  const label = learner.labels[row]!;
  const { bayesShare, smoothing } = options;
  let total = 0;
  for (let e = starts[row]!; e < starts[row + 1]! - 1; e++) {
    const cell = ids[e]! * columns + label;
    const value = values[e]!;
    const count = counts[cell]! + sign * value;
    counts[cell] = count > 1e-6 ? count : 0;
    bayes[cell] = count > 1e-6 ? bayesShare * Math.log(1 + count / smoothing) : 0;
    total += value;
  }
  totals[label]! += sign * total;
}

/** Renews the part that every feature shares: priors[k] = -g ln(t_k + a * features). */
export function renewPriors({ totals, priors, memory, options }: Learner): void {
  const smoothed = options.smoothing * memory.size.features;
  for (let k = 0; k < totals.length; k++)
    priors[k] = -options.bayesShare * Math.log(Math.max(0, totals[k]!) + smoothed);
}
