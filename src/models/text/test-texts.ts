import { seededRandom } from "#statistics";

/** Made-up labelled texts for tests: each class has its own words among common ones, so a good learner finds most. */
export function madeTexts(request: { classes: number; rows: number; seed: number }): {
  texts: string[];
  labels: Int32Array;
} {
  const { classes, rows, seed } = request;
  const random = seededRandom(seed);
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  const pick = (prefix: string, count: number) => `${prefix}${Math.floor(random() * count)}`;
  const texts = Array.from(labels, (label) =>
    [
      pick("the", 20),
      pick(`topic${label}x`, 4),
      pick("and", 20),
      pick("with", 30),
      pick(`topic${Math.floor(random() * classes)}x`, 40),
    ].join(" "),
  );
  return { texts, labels };
}

/** The share of texts whose most probable class is the label. */
export function accuracyOf(probabilities: Float32Array, labels: Int32Array): number {
  const classes = probabilities.length / labels.length;
  return labels.filter((label, row) => bestOf(probabilities, row * classes, classes) === label).length / labels.length;
}

/** The most probable class of the row that begins at `at`. */
function bestOf(probabilities: Float32Array, at: number, classes: number): number {
  let best = 0;
  for (let k = 1; k < classes; k++) if (probabilities[at + k]! > probabilities[at + best]!) best = k;
  return best;
}
