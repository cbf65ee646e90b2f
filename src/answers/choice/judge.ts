import type { Figures, JudgedKey } from "../figures.ts";
import { judgeKeys } from "../judge-keys.ts";

/** Measures answers to a choice: labels are right or wrong. */
export function judgeChoice(judged: readonly JudgedKey[], { seed }: { seed: number }): Figures {
  const keys = [...new Set(judged.flatMap((one) => [one.actual, one.predicted]))].sort();
  const { matrix: _, ...figures } = judgeKeys(judged, { seed, keys });
  return figures;
}
