/** Scores of rows (rows x classes) and the true class of each row. */
export type ScoredRows = { readonly scores: Float32Array; readonly labels: Int32Array; readonly classes: number };

/** The temperature of a model that was never calibrated: typical of calibrated ones. */
export const usualTemperature = 3;

const least = 0.5;
const greatest = 30;

/**
 * The factor T for which softmax(T s) has the least log loss on the rows (temperature scaling, Guo et al. 2017, their T
 * inverted): Newton's method on a convex function of one number, kept between .5 and 30.
 */
export function fitTemperature(rows: ScoredRows): number {
  if (rows.labels.length === 0) return usualTemperature;
  let temperature = usualTemperature;
  let low = least;
  let high = greatest;
  for (let round = 0; round < 30; round++) {
    const { slope, curvature } = lossSlope(rows, temperature);
    if (slope > 0) high = temperature;
    else low = temperature;
    const newton = temperature - slope / Math.max(curvature, 1e-12);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - temperature) < 1e-4 * temperature) return next;
    temperature = next;
  }
  return temperature;
}

// First and second derivative of the summed log loss by T: sum of E[s] - s_y, and sum of Var[s], over softmax(T s).
function lossSlope({ scores, labels, classes }: ScoredRows, temperature: number) {
  let slope = 0;
  let curvature = 0;
  for (let row = 0; row < labels.length; row++) {
    const at = row * classes;
    let top = scores[at]!;
    for (let k = 1; k < classes; k++) if (scores[at + k]! > top) top = scores[at + k]!;
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let k = 0; k < classes; k++) {
      const gap = scores[at + k]! - top;
      const weight = Math.exp(temperature * gap);
      sum += weight;
      first += weight * gap;
      second += weight * gap * gap;
    }
    const mean = first / sum;
    slope += mean - (scores[at + labels[row]!]! - top);
    curvature += second / sum - mean * mean;
  }
  return { slope, curvature };
}

/** Turns the scores of one row into probabilities in place: softmax(T s) over `classes` numbers from `at`. */
export function softmaxInPlace(scores: Float32Array, row: { at: number; classes: number }, temperature: number): void {
  const end = row.at + row.classes;
  let top = scores[row.at]!;
  for (let k = row.at + 1; k < end; k++) if (scores[k]! > top) top = scores[k]!;
  let sum = 0;
  for (let k = row.at; k < end; k++) {
    const weight = Math.exp(temperature * (scores[k]! - top));
    scores[k] = weight;
    sum += weight;
  }
  const scale = 1 / sum;
  for (let k = row.at; k < end; k++) scores[k]! *= scale;
}
