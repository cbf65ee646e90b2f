/** A measured share with its interval at 95 %. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Where this one alone rests on too few items. */
  readonly tooFew?: boolean;
}

/** A share in per cent with its interval: "86.3 % (82.1 to 89.9)". */
export const percentOf = ({ value, low, high, tooFew }: Interval): string =>
  tooFew ? "too few items to say" : `${percent(value)} % (${percent(low)} to ${percent(high)})`;

const percent = (share: number): string => (share * 100).toFixed(1);

/** A count with the right word: "1 item", "2,000 items". */
export const countOf = (count: number, one: string): string =>
  `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

/** Metrics as a job gives them. */
export interface Measurement {
  readonly items: number;
  readonly tooFew: boolean;
  /** On what, as a sentence; jobs of an older release have none. */
  readonly measured?: string;
  readonly metrics: {
    readonly accuracy: Interval;
    readonly macroF1: Interval;
    readonly ece: Interval;
    /** Of a rating: in levels, and at most 1. */
    readonly meanAbsoluteError?: Interval;
    readonly quadraticKappa?: Interval;
  };
}

/** A figure that is no share, with its interval: "0.42 (0.35 to 0.50)". */
const numberOf = ({ value, low, high, tooFew }: Interval): string =>
  tooFew ? "too few items to say" : `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;

/** Lines of metrics with their intervals; one that says so where they are too few to say. */
export function metricLines({ metrics, items, tooFew }: Measurement): string[] {
  if (tooFew) return [`Too few to say how good it is: measured on ${countOf(items, "item")}, and 20 are needed.`];
  const { meanAbsoluteError: error, quadraticKappa: kappa } = metrics;
  const ofRating = error && [
    `MAE       ${numberOf(error)} levels`,
    `kappa     ${kappa ? numberOf(kappa) : "undefined: all is one level"}`,
  ];
  return [
    ...(ofRating ?? []),
    `accuracy  ${percentOf(metrics.accuracy)}`,
    `macro-F1  ${percentOf(metrics.macroF1)}`,
    `ECE       ${percentOf(metrics.ece)}`,
  ];
}
