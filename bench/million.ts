import { planFeatures, trainTextInThread } from "#models/text";
import { seededRandom } from "#statistics";
import type { Bench } from "./report.ts";

const rows = 1_000_000;
const characters = 300;
const classes = 10;
const vocabulary = 50_000;

/** A training on a million texts of 300 characters, as a project's training does it: whether it ends, in what time and memory. */
export const millionBench: Bench = {
  name: "million",
  run: async (report) => {
    const { texts, labels } = madeTexts();
    const plan = planFeatures({ texts, classes, features: "all" });
    if (plan.sentence) console.error(plan.sentence);
    let largest = 0;
    const watch = setInterval(() => (largest = Math.max(largest, process.memoryUsage.rss())), 200);
    const started = performance.now();
    const trained = await trainTextInThread({
      texts,
      labels,
      classes,
      seed: 1,
      options: { features: plan.features },
      calibrate: "out-of-fold",
      labelNames: Array.from({ length: classes }, (_, at) => `label ${at}`),
    });
    clearInterval(watch);
    for (const line of trained.log) console.error(line);
    const about = `${rows} texts of ${characters} characters, ${classes} labels, ${plan.features}`;
    const seconds = (performance.now() - started) / 1000;
    report.add({ case: about, metric: "training", unit: "s", ours: seconds, better: "lower" });
    report.add({ case: about, metric: "most memory", unit: "MB", ours: largest / 1e6, better: "lower" });
  },
};

// Words as rare as those of a language (Zipf), a tenth of them of the text's own label.
function madeTexts(): { texts: string[]; labels: Int32Array<ArrayBuffer> } {
  const random = seededRandom(1);
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  const rank = () => Math.floor(vocabulary ** random());
  const texts = Array.from(labels, (label) => {
    let text = "";
    while (text.length < characters) text += random() < 0.1 ? `t${label}${rank() % 500} ` : `${word(rank())} `;
    return text.slice(0, characters);
  });
  return { texts, labels };
}

const word = (rank: number): string => `${(rank * 7919).toString(36)}${"aeiou"[rank % 5]}`;
