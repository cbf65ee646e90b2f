import { expect, test } from "vitest";
import { findPython, runPython } from "#tests/python";
import { classificationFigures, confusionMatrix } from "./classification.ts";
import { mcnemarExact } from "./compare-classifiers.ts";
import { histogramKolmogorovSmirnov } from "./drift-distance.ts";
import { normalQuantile, wilsonInterval } from "./interval.ts";
import { errorCounts, meanAbsoluteError } from "./mean-absolute-error.ts";
import { seededRandom } from "./seeded-random.ts";
import { quadraticWeightedKappa } from "./weighted-kappa.ts";

const program = `
import json, sys
import numpy as np
from scipy import stats
from sklearn.metrics import accuracy_score, cohen_kappa_score, mean_absolute_error, precision_recall_fscore_support, f1_score
g = json.load(sys.stdin)
p, r, f, s = precision_recall_fscore_support(g["truth"], g["given"], labels=range(g["classes"]), zero_division=np.nan)
clean = lambda a: [None if np.isnan(x) else float(x) for x in a]
wilson = [list(stats.binomtest(k, n).proportion_ci(method="wilson")) for k, n in g["proportions"]]
print(json.dumps({
  "accuracy": accuracy_score(g["truth"], g["given"]), "macroF1": f1_score(g["truth"], g["given"], average="macro"),
  "meanAbsoluteError": float(mean_absolute_error(g["truth"], g["given"])),
  "quadraticKappa": float(cohen_kappa_score(g["truth"], g["given"], weights="quadratic")),
  "precision": clean(p), "recall": clean(r), "f1": clean(f), "wilson": wilson,
  "mcnemar": [stats.binomtest(b, b + c).pvalue for b, c in g["discordant"]],
  "normal": [float(stats.norm.ppf(q)) for q in g["quantiles"]],
  "ks": float(stats.ks_2samp(g["first"], g["second"]).statistic)}))
`;

test("our figures are those of scikit-learn and scipy", { timeout: 600_000 }, async ({ skip }) => {
  const { interpreter, reason } = await findPython();
  if (interpreter === undefined) return skip(reason);
  const random = seededRandom(12);
  const truth = Array.from({ length: 500 }, () => Math.floor(random() * 9));
  const input = {
    truth,
    given: truth.map((k) => (random() < 0.7 ? k : Math.floor(random() * 9))),
    classes: 10,
    proportions: [
      [0, 7],
      [7, 7],
      [3, 11],
      [480, 500],
    ] as const,
    discordant: [
      [3, 9],
      [25, 12],
      [300, 340],
    ] as const,
    quantiles: [1e-9, 0.01, 0.2, 0.6, 0.975, 0.9999],
    first: Array.from({ length: 90 }, () => Math.floor(random() * 20)),
    second: Array.from({ length: 70 }, () => Math.floor(random() ** 1.3 * 20)),
  };
  const theirs = (await runPython(interpreter, program, input)) as Record<string, never>;
  const matrix = confusionMatrix(input);
  const { accuracy, macroF1, perClass } = classificationFigures(matrix);
  const shown = (values: readonly number[]) => values.map((x) => (Number.isNaN(x) ? null : x));
  const near = (ours: unknown, name: string) => expect([name, rounded(ours)]).toEqual([name, rounded(theirs[name])]);
  near(accuracy.value, "accuracy");
  near(macroF1.value, "macroF1");
  near(meanAbsoluteError(errorCounts(matrix)).value, "meanAbsoluteError");
  near(quadraticWeightedKappa(matrix).value, "quadraticKappa");
  near(shown(perClass.map((c) => c.precision.value)), "precision");
  near(shown(perClass.map((c) => c.recall.value)), "recall");
  near(shown(perClass.map((c) => c.f1.value)), "f1");
  near(
    input.proportions.map(([k, n]) => wilsonInterval(k, n)).map(({ low, high }) => [low, high]),
    "wilson",
  );
  near(
    input.discordant.map(([b, c]) => mcnemarExact(b, c)),
    "mcnemar",
  );
  near(input.quantiles.map(normalQuantile), "normal");
  near(histogramKolmogorovSmirnov({ reference: histogram(input.first), current: histogram(input.second) }), "ks");
});

const histogram = (numbers: readonly number[]) =>
  Array.from({ length: 20 }, (_, cell) => numbers.filter((one) => one === cell).length);

const rounded = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(rounded) : typeof value === "number" ? Number(value.toFixed(6)) + 0 : value;
