import type { ConfusionMatrix, Margins } from "./classification.ts";
import { type Estimate, wilsonAround } from "./interval.ts";

/**
 * Macro-F1, the mean F1 of the classes that occur as truth or answer, with its interval. Its variance and its bias are those of
 * the jackknife over the items (Quenouille 1956, Tukey 1958), which a confusion matrix gives cell by cell: few items of a class
 * make F1 too low on average, so the interval stands around the value without that bias. It is the score interval of a
 * proportion (Wilson 1927) of as many items as tell equally much, that is of their number by the design effect (Kish 1965):
 * the variance as a multiple of that of a proportion of the same value. The design effect is at least 1, and counts one more
 * mistake than was seen, so that nothing collapses where there is no mistake to resample, and rare classes are doubted most.
 */
export function macroF1Interval(matrix: ConfusionMatrix, margins: Margins, level: number): Estimate {
  const items = margins.support.reduce((sum, count) => sum + count, 0);
  const f1 = figuresOf(margins);
  const value = meanOf(f1);
  if (Number.isNaN(value)) return { value, low: 0, high: 1, level };
  const { bias, variance } = jackknife(matrix, margins, f1);
  const mistake = oneMistake(margins, f1);
  const ofProportion = items * value * (1 - value) + value * value || 1;
  const designEffect = Math.max(1, (variance * items * items + mistake) / ofProportion);
  const centre = Math.min(1, Math.max(0, value - bias));
  const { low, high } = wilsonAround(centre, items / designEffect, level);
  return { value, low: Math.min(value, low), high: Math.max(value, high), level };
}

/** F1 of each class, NaN for those that do not occur; and what they add up to. */
interface Figures {
  readonly each: Float64Array;
  readonly sum: number;
  readonly classes: number;
}

function figuresOf({ hits, given, support }: Margins): Figures {
  const each = hits.map((hit, k) => (2 * hit) / (given[k]! + support[k]!));
  const occurring = each.filter((one) => !Number.isNaN(one));
  return { each, sum: occurring.reduce((sum, one) => sum + one, 0), classes: occurring.length };
}

const meanOf = ({ sum, classes }: Figures): number => sum / classes;

/** The jackknife's bias and variance: a class that is only in the item left out keeps its figure. */
function jackknife({ classes, counts }: ConfusionMatrix, { hits, given, support }: Margins, f1: Figures) {
  // By how much F1 of a class changes without a hit, or without a mistake, that counts for it.
  const size = (k: number) => given[k]! + support[k]!;
  const withoutHit = (k: number) => (size(k) > 2 ? (2 * (hits[k]! - 1)) / (size(k) - 2) - f1.each[k]! : 0);
  const withoutMistake = (k: number) => (size(k) > 1 ? (2 * hits[k]!) / (size(k) - 1) - f1.each[k]! : 0);
  let [items, sum, squares] = [0, 0, 0];
  for (let row = 0; row < classes; row++)
    for (let column = 0; column < classes; column++) {
      const count = counts[row * classes + column]!;
      if (count === 0) continue;
      const change = row === column ? withoutHit(row) : withoutMistake(row) + withoutMistake(column);
      items += count;
      sum += (count * change) / f1.classes;
      squares += (count * change * change) / (f1.classes * f1.classes);
    }
  const mean = sum / items;
  return { bias: (items - 1) * mean, variance: (items - 1) * Math.max(0, squares / items - mean * mean) };
}

/** The squared influence on macro-F1, times the items, of a mistake between two classes drawn by how often they occur; 1 for one class. */
function oneMistake({ given, support }: Margins, f1: Figures): number {
  const items = support.reduce((sum, count) => sum + count, 0);
  const sizes = given.map((count, k) => count + support[k]!);
  const occurring = [...sizes.keys()].filter((k) => sizes[k]! > 0);
  const influence = (k: number) => ((f1.each[k]! / sizes[k]!) * items) / f1.classes;
  let [weights, sum] = [0, 0];
  for (const row of occurring)
    for (const column of occurring) {
      if (row === column) continue;
      const weight = sizes[row]! * sizes[column]!;
      weights += weight;
      sum += weight * (influence(row) + influence(column)) ** 2;
    }
  return weights === 0 ? 1 : sum / weights;
}
