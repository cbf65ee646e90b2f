/** The margin of a row of probabilities: the largest minus the second largest (1 when there is only one class). */
export function marginOf(probabilities: ArrayLike<number>): number {
  let first = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < probabilities.length; k++) {
    const p = probabilities[k]!;
    if (p > first) {
      second = first;
      first = p;
    } else if (p > second) second = p;
  }
  return probabilities.length > 1 ? first - second : 1;
}
