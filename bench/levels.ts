import { encodeText, fitText, loadText } from "#models/text";
import { generateMessages } from "#sample";
import {
  confusionMatrix,
  errorCounts,
  meanAbsoluteError,
  quadraticWeightedKappa,
  type Random,
  seededRandom,
} from "#statistics";
import type { Bench } from "./report.ts";

const levels = 5;

/** Ways to answer with one level, given how probable each is. */
const ways: Readonly<Record<string, (shares: Float32Array) => number>> = {
  median: (shares) => {
    let [below, level] = [shares[0]!, 0];
    while (below < 0.5 && level < levels - 1) below += shares[++level]!;
    return level;
  },
  "nearest to the mean": (shares) => Math.round(shares.reduce((sum, share, level) => sum + share * level, 0)),
  likeliest: (shares) => shares.indexOf(Math.max(...shares)),
};

/** How a rating is best answered: the median level beside the one nearest to the mean and the likeliest, on ratings that people differ on. */
export const levelsBench: Bench = {
  name: "levels",
  run: async (report) => {
    for (const [count, unsure] of [
      [200, 0.2],
      [200, 0.5],
      [1000, 0.2],
      [1000, 0.5],
      [4000, 0.3],
    ] as const) {
      const { error: ours, kappa } = measure({ count, unsure, way: "median" });
      for (const peerName of ["nearest to the mean", "likeliest"]) {
        const peer = measure({ count, unsure, way: peerName });
        const facts = { case: `${count} ratings, ${unsure * 100} % off by one`, unit: "", peerName };
        report.add({ ...facts, metric: "mean absolute error", ours, better: "lower", peer: peer.error });
        report.add({ ...facts, metric: "kappa", ours: kappa, better: "higher", peer: peer.kappa });
      }
    }
  },
};

/** Two draws of the sample's messages, each rated by its topic; some ratings are a level off. */
function measure({ count, unsure, way }: { count: number; unsure: number; way: string }) {
  const found = [1, 2].map((seed) => {
    const random = seededRandom(seed);
    const [train, test] = [generateMessages({ count, seed }), generateMessages({ count: 1500, seed: 99 + seed })];
    const topics = [...new Set(train.map((one) => one.label))].sort();
    const rate = ({ label }: { label: string }) => off((topics.indexOf(label) + levels) % levels, unsure, random);
    const trained = fitText({
      texts: train.map((one) => one.text),
      labels: Int32Array.from(train, rate),
      classes: levels,
      seed: 1,
      calibrate: "out-of-fold",
    });
    const predictor = loadText(encodeText(trained, { labels: ["1", "2", "3", "4", "5"] }));
    const truth = test.map(rate);
    const given = test.map((one) => ways[way]!(predictor.predict(one.text).probabilities));
    const matrix = confusionMatrix({ truth, given, classes: levels });
    return {
      error: meanAbsoluteError(errorCounts(matrix)).value,
      kappa: quadraticWeightedKappa(matrix).value,
    };
  });
  const mean = (of: "error" | "kappa") => found.reduce((sum, one) => sum + one[of], 0) / found.length;
  return { error: mean("error"), kappa: mean("kappa") };
}

function off(level: number, unsure: number, random: Random): number {
  const moved = random() < unsure ? level + (random() < 0.5 ? 1 : -1) : level;
  return Math.min(levels - 1, Math.max(0, moved));
}
