import type { Bench, Report } from "./report.ts";
import { readTextSet, type TextSet, textSets } from "./text-data.ts";
import { judgeOurs, shipOurs, timeOurs, timePredictions, timeUpdates } from "./text-ours.ts";
import { type PeerFigures, type PeerName, runTextPeers } from "./text-peers.ts";

// The targets are the gates of specs/text-learner.md.
type Gates = { readonly accuracy: number; readonly ece: number; readonly svc: number; readonly regression: number };
const gates: Readonly<Record<string, Gates>> = {
  banking77: { accuracy: 0.918, ece: 0.02, svc: 3, regression: 30 },
  clinc150: { accuracy: 0.938, ece: 0.02, svc: 3, regression: 30 },
  ag_news: { accuracy: 0.876, ece: 0.025, svc: 3, regression: 15 },
};

type Peers = Readonly<Record<PeerName, PeerFigures>>;
const both: readonly PeerName[] = ["LinearSVC", "LogisticRegression"];

/** Our text learner beside scikit-learn's, in one run, one thread each. */
export const textBench: Bench = {
  name: "text",
  run: async (report) => {
    for (const name of textSets) {
      const set = readTextSet(name);
      if ("reason" in set) {
        report.skip(name, set.reason);
        continue;
      }
      const found = await runTextPeers(set);
      if ("reason" in found) report.skip(`${name} peers`, found.reason);
      const peers = "reason" in found ? undefined : found;
      compareEqualFeatures(report, set, peers);
      compareShipped(report, set, peers);
      if (name === "banking77") measureUpdates(report, set);
    }
  },
};

const beside = (peers: Peers | undefined, peerName: PeerName, metric: keyof PeerFigures) => {
  const peer = peers?.[peerName][metric];
  return peer === undefined || peer === null ? {} : { peer, peerName };
};

function compareEqualFeatures(report: Report, set: TextSet, peers: Peers | undefined): void {
  const where = `${set.name}, words`;
  const gate = gates[set.name]!;
  const { first, best } = timeOurs(set, "words");
  report.add({ case: where, metric: "features + fit + predict, first run", unit: "s", ours: first, better: "lower" });
  for (const peer of both) {
    const target = peers
      ? ({ of: "ratio", bound: peer === "LinearSVC" ? gate.svc : gate.regression } as const)
      : undefined;
    const facts = { case: where, metric: "features + fit + predict", unit: "s", ours: best, better: "lower" } as const;
    report.add({ ...facts, ...beside(peers, peer, "seconds"), target });
  }
  const { accuracy, macroF1, ece } = judgeOurs(shipOurs(set, "words").predictor, set);
  for (const peer of both) {
    report.add({
      case: where,
      metric: "accuracy",
      unit: "",
      ours: accuracy.value,
      better: "higher",
      ...beside(peers, peer, "accuracy"),
    });
    report.add({
      case: where,
      metric: "macro-F1",
      unit: "",
      ours: macroF1.value,
      better: "higher",
      ...beside(peers, peer, "macroF1"),
    });
  }
  report.add({
    case: where,
    metric: "ECE",
    unit: "",
    ours: ece.value,
    better: "lower",
    ...beside(peers, "LogisticRegression", "ece"),
  });
}

function compareShipped(report: Report, set: TextSet, peers: Peers | undefined): void {
  const where = `${set.name}, all`;
  const gate = gates[set.name]!;
  const isBanking = set.name === "banking77";
  const { predictor, bytes, seconds } = shipOurs(set, "all");
  const { accuracy, macroF1, ece } = judgeOurs(predictor, set);
  const add = (metric: string, rest: Omit<Parameters<Report["add"]>[0], "case" | "metric">) =>
    report.add({ case: where, metric, ...rest });
  const atLeast = (bound: number) => ({ of: "ours", bound }) as const;
  add("accuracy", {
    unit: "",
    ours: accuracy.value,
    better: "higher",
    ...beside(peers, "LinearSVC", "accuracy"),
    target: atLeast(gate.accuracy),
  });
  add("macro-F1", { unit: "", ours: macroF1.value, better: "higher", ...beside(peers, "LinearSVC", "macroF1") });
  add("ECE", {
    unit: "",
    ours: ece.value,
    better: "lower",
    ...beside(peers, "LogisticRegression", "ece"),
    target: atLeast(gate.ece),
  });
  add("calibrated fit", { unit: "s", ours: seconds, better: "lower", target: isBanking ? atLeast(2) : undefined });
  add("stored model", {
    unit: "bytes",
    ours: bytes,
    better: "lower",
    target: isBanking ? atLeast(4_000_000) : undefined,
  });
  const { medianMicroseconds, textsPerSecond } = timePredictions(predictor, set);
  const one = {
    unit: "µs",
    ours: medianMicroseconds,
    better: "lower",
    ...beside(peers, "LinearSVC", "medianMicroseconds"),
  } as const;
  add("one text, median", { ...one, target: isBanking ? atLeast(20) : undefined });
  const many = {
    unit: "texts/s",
    ours: textsPerSecond,
    better: "higher",
    ...beside(peers, "LinearSVC", "textsPerSecond"),
  } as const;
  add("texts a second", { ...many, target: isBanking ? atLeast(40_000) : undefined });
}

function measureUpdates(report: Report, set: TextSet): void {
  for (const [count, bound] of [
    [1, 10],
    [20, 50],
    [200, 100],
  ] as const) {
    const { milliseconds, agreement } = timeUpdates(set, count);
    const where = `${set.name}, live + ${count}`;
    report.add({
      case: where,
      metric: "update",
      unit: "ms",
      ours: milliseconds,
      better: "lower",
      target: { of: "ours", bound },
    });
    report.add({
      case: where,
      metric: "agreement with a cold fit",
      unit: "",
      ours: agreement,
      better: "higher",
      target: { of: "ours", bound: 0.99 },
    });
  }
}
