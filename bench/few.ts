import { encodeText, fitText, loadText } from "#models/text";
import { seededRandom, shuffle } from "#statistics";
import type { Bench } from "./report.ts";
import { readTextSet, type TextSet, textSets } from "./text-data.ts";
import { judgeOurs } from "./text-ours.ts";

const solvers = ["naive-bayes", "nearest-centroid"] as const;
const draws = [1, 2, 3];

/** The kinds of model on few labels, as a live model learns: some labels of each class, and the vocabulary of texts without one. */
export const fewBench: Bench = {
  name: "few",
  run: async (report) => {
    for (const name of textSets) {
      const set = readTextSet(name);
      if ("reason" in set) {
        report.skip(name, set.reason);
        continue;
      }
      for (const each of [5, 10, 20]) {
        const linear = meanAccuracy(set, each, "linear");
        for (const peerName of solvers)
          report.add({
            case: `${name}, ${each} labels a class`,
            metric: "accuracy, mean of 3 draws",
            unit: "",
            ours: linear,
            better: "higher",
            peer: meanAccuracy(set, each, peerName),
            peerName,
            // The live model is the linear one: it may lose to no other by more than a hundredth.
            target: { of: "ratio", bound: 0.99 },
          });
      }
    }
  },
};

function meanAccuracy(set: TextSet, each: number, solver: "linear" | (typeof solvers)[number]): number {
  const found = draws.map((seed) => {
    const { taught, pool } = drawFew(set, { each, seed });
    const trained = fitText({
      texts: taught.map((row) => set.train.texts[row]!),
      labels: Int32Array.from(taught, (row) => set.train.labels[row]!),
      classes: set.names.length,
      pool: pool.slice(0, 5000).map((row) => set.train.texts[row]!),
      seed,
      calibrate: "none",
      options: { solver },
    });
    return judgeOurs(loadText(encodeText(trained, { labels: set.names })), set).accuracy.value;
  });
  return found.reduce((sum, one) => sum + one, 0) / found.length;
}

/** So many rows of each class to teach with, and all others. */
function drawFew({ train, names }: TextSet, { each, seed }: { each: number; seed: number }) {
  const rows = Array.from(train.labels, (_, row) => row);
  shuffle(rows, seededRandom(seed));
  const counts = names.map(() => 0);
  const [taught, pool]: [number[], number[]] = [[], []];
  for (const row of rows) {
    const label = train.labels[row]!;
    if (counts[label]! < each) {
      counts[label]!++;
      taught.push(row);
    } else pool.push(row);
  }
  return { taught, pool };
}
