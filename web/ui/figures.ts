/** A number with what it may be. */
export interface Doubtful {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Where this one alone rests on too few items to say. */
  readonly tooFew?: boolean | undefined;
}

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A count with its thousands apart: 2,000. */
export const count = (value: number): string => grouped.format(value);

/** A count and its noun: "1 label", "12 labels". */
export const counted = (value: number, noun: string, plural = `${noun}s`): string =>
  `${count(value)} ${value === 1 ? noun : plural}`;

/** A count that must fit a narrow place: 950, 12,400, 1.2 M. */
export function shortCount(value: number): string {
  if (value < 100_000) return count(value);
  if (value < 1_000_000) return `${Math.floor(value / 1000)} k`;
  return `${(value / 1_000_000).toFixed(value < 10_000_000 ? 1 : 0)} M`;
}

/** A share as a percentage with so many digits behind the point. */
export const percent = (share: number, digits = 0): string => `${(share * 100).toFixed(digits)} %`;

/** A percentage with no more digits than its interval allows: one where it is known to ten points or better, else none. */
export const honestPercent = ({ value, low, high }: Doubtful): string => percent(value, high - low <= 0.1 ? 1 : 0);

/** "likely 82 to 90": the interval in whole percents, never narrower than it is. */
export const likely = ({ low, high }: Doubtful): string =>
  `likely ${Math.floor(low * 100 + 1e-9)} to ${Math.ceil(high * 100 - 1e-9)}`;

/** "86.4 %, likely 82 to 90": a figure with its doubt. */
export const withDoubt = (figure: Doubtful): string => `${honestPercent(figure)}, ${likely(figure)}`;

/** "0.42 levels, likely 0.35 to 0.50": how far answers to a rating are away, with its doubt. */
export const levelsWithDoubt = (figure: Doubtful): string =>
  `${figure.value.toFixed(2)} levels, ${likelyNumber(figure)}`;

/** "likely 0.35 to 0.50": the interval of a figure that is no share. */
export const likelyNumber = ({ low, high }: Doubtful): string => `likely ${low.toFixed(2)} to ${high.toFixed(2)}`;

/** "± 4": half the interval, in points. */
export const plusMinus = ({ low, high }: Doubtful): string => `± ${Math.max(1, Math.round((high - low) * 50))}`;

/** A size: 812 B, 14 kB, 3.2 MB. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  const [unit, size] = value < 1e6 ? ["kB", value / 1e3] : value < 1e9 ? ["MB", value / 1e6] : ["GB", value / 1e9];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** Milliseconds as people read them: 0.4 ms, 18 ms, 1.2 s. */
export function milliseconds(value: number): string {
  if (value < 0.1) return "< 0.1 ms";
  if (value < 10) return `${value.toFixed(1)} ms`;
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

/** A stretch of time in its largest fitting unit: 45 seconds, 18 minutes, 3 hours. */
export function duration(seconds: number): string {
  if (seconds < 10) return counted(Math.max(1, Math.round(seconds)), "second");
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} seconds`;
  if (seconds < 5400) return counted(Math.round(seconds / 60), "minute");
  return counted(Math.round(seconds / 3600), "hour");
}

/** How long ago something was, short: now, 4 min, 2 h, 3 d, then the date. */
export function ago(at: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(at)) / 1000;
  if (seconds < 60) return "now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  if (seconds < 14 * 86_400) return `${Math.floor(seconds / 86_400)} d`;
  return new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** A moment in full: 14 Nov 2026, 09:41. */
export const moment = (at: string): string =>
  new Date(at).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
