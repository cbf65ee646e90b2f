import fc from "fast-check";
import { expect, test } from "vitest";
import { confusionMatrix } from "./classification.ts";
import { seededRandom } from "./seeded-random.ts";
import { quadraticWeightedKappa } from "./weighted-kappa.ts";

const kappaOf = (truth: readonly number[], given: readonly number[], classes: number) =>
  quadraticWeightedKappa(confusionMatrix({ truth, given, classes }));

test("of four items on three levels, one of them one level off, it is 1 less 1/4 by 20/16", () => {
  // Truths 0, 1, 2, 2 and answers 0, 1, 2, 1. Drawn apart they are (6 + 2 + 6 + 6) / 16 squared levels away.
  expect(kappaOf([0, 1, 2, 2], [0, 1, 2, 1], 3).value).toBeCloseTo(1 - 1 / 4 / (20 / 16), 12);
});

test("it is not a number where all are one level, and says then that anything may be", () => {
  expect(kappaOf([2, 2, 2], [2, 2, 2], 5)).toMatchObject({ value: Number.NaN, low: -1, high: 1 });
  expect(kappaOf([], [], 5).value).toBeNaN();
  // Where only the answers are one level, it is 0: nothing is agreed on beyond chance.
  expect(kappaOf([0, 1, 2, 4], [2, 2, 2, 2], 5).value).toBeCloseTo(0, 12);
});

test("it is within its interval and within -1 and 1, is 1 where all is right, and is the same the other way round", () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), {
    minLength: 2,
    maxLength: 60,
  });
  fc.assert(
    fc.property(pairs, (some) => {
      const [truth, given] = [some.map(([one]) => one), some.map(([, other]) => other)];
      const { value, low, high } = kappaOf(truth, given, 5);
      if (Number.isNaN(value)) return new Set([...truth, ...given]).size === 1;
      const turned = kappaOf(given, truth, 5);
      const right = kappaOf(truth, truth, 5).value;
      return (
        [low, high, value].every((one) => one >= -1 - 1e-12 && one <= 1 + 1e-12) &&
        low <= value &&
        value <= high &&
        Math.abs(turned.value - value) < 1e-12 &&
        (Number.isNaN(right) || right === 1)
      );
    }),
  );
});

/** A share of truths by level, and how likely an answer is that is some levels off. */
const shapes = {
  even: [0.2, 0.2, 0.2, 0.2, 0.2],
  skewed: [0.02, 0.05, 0.1, 0.3, 0.53],
  humped: [0.05, 0.2, 0.5, 0.2, 0.05],
  three: [0.6, 0.3, 0.1],
};

/** The probability of each cell, where an answer that is one level off is `off` times as likely as the right one, and so on. */
function cellsOf(shape: readonly number[], off: number): Float64Array {
  const cells = new Float64Array(shape.length ** 2);
  for (const [row, share] of shape.entries()) {
    const weights = shape.map((_, column) => off ** (Math.abs(row - column) ** 1.5));
    const sum = weights.reduce((total, one) => total + one, 0);
    for (const [column, weight] of weights.entries()) cells[row * shape.length + column] = (share * weight) / sum;
  }
  return cells;
}

test("its interval holds the truth about as often as it says, from thirty items on", { timeout: 60_000 }, () => {
  const random = seededRandom(7);
  const runs = 1500;
  for (const [name, shape] of Object.entries(shapes))
    for (const off of [0.02, 0.1, 0.3, 0.6])
      for (const items of [30, 100]) {
        const cells = cellsOf(shape, off);
        const classes = shape.length;
        const truly = quadraticWeightedKappa({ classes, counts: cells.map((share) => share * 1e9) }).value;
        let [held, told] = [0, 0];
        for (let run = 0; run < runs; run++) {
          const counts = new Float64Array(cells.length);
          for (let item = 0; item < items; item++) counts[drawn(cells, random())]!++;
          const { value, low, high } = quadraticWeightedKappa({ classes, counts });
          if (Number.isNaN(value)) continue;
          told++;
          if (low <= truly && truly <= high) held++;
        }
        expect(held / told, `${name}, ${off}, ${items} items`).toBeGreaterThan(0.9);
      }
});

function drawn(shares: ArrayLike<number>, thrown: number): number {
  let left = thrown;
  for (let at = 0; at < shares.length; at++) {
    if (left < shares[at]!) return at;
    left -= shares[at]!;
  }
  return shares.length - 1;
}
