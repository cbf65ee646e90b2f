/** One measured figure; `peer` is the same figure of a named peer, measured in the same run. */
export type Figure = {
  readonly case: string;
  readonly metric: string;
  readonly unit: string;
  readonly ours: number;
  /** Which direction is better. */
  readonly better: "higher" | "lower";
  readonly peer?: number;
  readonly peerName?: string;
  /** What must hold: a bound on our figure, or on the ratio to the peer. */
  readonly target?: { readonly of: "ours" | "ratio"; readonly bound: number };
};

/** What a bench reports to: figures, and cases left out with their reason. */
export type Report = {
  readonly add: (figure: Figure) => void;
  readonly skip: (name: string, reason: string) => void;
};

/** A bench: its name on the command line, and what it measures. */
export type Bench = { readonly name: string; readonly run: (report: Report) => Promise<void> };

/** One line of `--json`: a ratio above 1 means that ours is better; `met` is absent where nothing was promised. */
export type Line = {
  readonly bench: string;
  readonly case: string;
  readonly metric: string;
  readonly unit?: string;
  readonly ours?: number;
  readonly peer?: number;
  readonly peerName?: string;
  readonly ratio?: number;
  readonly target?: string;
  readonly met?: boolean;
  readonly skipped?: string;
};

/** Turns a figure into its line. */
export function lineOf(bench: string, figure: Figure): Line {
  const { better, target, ...facts } = figure;
  const { ours, peer } = facts;
  const ratio = peer === undefined ? undefined : better === "higher" ? ours / peer : peer / ours;
  if (!target) return { bench, ...facts, ratio };
  const value = target.of === "ours" ? ours : (ratio ?? Number.NaN);
  const atLeast = better === "higher" || target.of === "ratio";
  const met = atLeast ? value >= target.bound : value <= target.bound;
  return { bench, ...facts, ratio, target: `${target.of} ${atLeast ? ">=" : "<="} ${target.bound}`, met };
}

/** What a run came to: it is good when something was measured, nothing was left out, and every target was met. */
export function verdictOf(lines: readonly Line[]): { readonly ok: boolean; readonly sentence: string } {
  const missed = lines.filter((line) => line.met === false);
  const skipped = lines.filter((line) => line.skipped !== undefined);
  const parts = [
    missed.length > 0 ? `Missed: ${missed.map((line) => `${line.case}, ${line.metric}`).join("; ")}.` : "",
    skipped.length > 0 ? `Not measured: ${skipped.map((line) => `${line.case} (${line.skipped})`).join("; ")}.` : "",
    lines.length === 0 ? "Nothing was measured." : "",
  ].filter((part) => part !== "");
  const targets = lines.filter((line) => line.met !== undefined).length;
  if (parts.length > 0) return { ok: false, sentence: parts.join(" ") };
  return { ok: true, sentence: targets > 0 ? `Every target met (${targets}).` : "Measured; no target was set." };
}

/** A table for people: one row a line. */
export function tableOf(lines: readonly Line[]): string {
  const head = ["case", "metric", "ours", "peer", "ratio", "target", ""];
  const rows = lines.map((line) => [
    line.case,
    line.metric,
    line.skipped ?? `${shown(line.ours)} ${line.unit ?? ""}`,
    line.peer === undefined ? "" : `${shown(line.peer)} ${line.peerName ?? ""}`,
    line.ratio === undefined ? "" : `${line.ratio.toFixed(2)} x`,
    line.target ?? "",
    line.skipped ? "skipped" : line.met === undefined ? "" : line.met ? "met" : "MISSED",
  ]);
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c]?.length ?? 0)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, c) => cell.padEnd(widths[c] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function shown(value: number | undefined): string {
  if (value === undefined) return "";
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(4);
}

/** The middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2;
}
