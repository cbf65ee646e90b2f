import { errorCounts, isTooFewForKappa, meanAbsoluteError, quadraticWeightedKappa } from "#statistics";
import type { Figures, JudgedKey } from "../figures.ts";
import { judgeKeys } from "../judge-keys.ts";
import { ratingSettings } from "./value.ts";

/** Measures answers to a rating: how far from the truth they are, and everything that is measured of a choice between levels. */
export function judgeRating(
  judged: readonly JudgedKey[],
  { seed, settings }: { seed: number; settings: unknown },
): Figures {
  const { levels } = ratingSettings.parse(settings ?? {});
  // A level that an older setting allowed stays one.
  const most = judged.reduce((highest, one) => Math.max(highest, Number(one.actual), Number(one.predicted)), levels);
  const keys = Array.from({ length: most }, (_, at) => String(at + 1));
  const { matrix, ...figures } = judgeKeys(judged, { seed, keys });
  const error = meanAbsoluteError(errorCounts(matrix));
  const kappa = quadraticWeightedKappa(matrix);
  return {
    ...figures,
    metrics: {
      ...figures.metrics,
      meanAbsoluteError: shown(error),
      ...(Number.isFinite(kappa.value) && {
        quadraticKappa: { ...shown(kappa), ...(isTooFewForKappa(judged.length) && { tooFew: true }) },
      }),
    },
  };
}

const shown = ({ value, low, high }: { value: number; low: number; high: number }) => ({ value, low, high });
