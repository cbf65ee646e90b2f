import { findPython, runPython } from "#tests/python";
import type { TextSet } from "./text-data.ts";

/** What a peer reached: its best of the runs, on one thread. */
export type PeerFigures = {
  /** Seconds to vectorise, fit and predict the test part. */
  readonly seconds: number;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly ece: number | null;
  readonly textsPerSecond: number;
  readonly medianMicroseconds: number;
};

const program = `
import json, sys, time
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from sklearn.metrics import accuracy_score, f1_score
g = json.load(sys.stdin)
X, y, Xt, yt = g["texts"], np.array(g["labels"]), g["testTexts"], np.array(g["testLabels"])
def run(make, times):
    seconds = []
    for _ in range(times):
        t = time.perf_counter()
        v = TfidfVectorizer(ngram_range=(1, 2)); m = make().fit(v.fit_transform(X), y); p = m.predict(v.transform(Xt))
        seconds.append(time.perf_counter() - t)
    t = time.perf_counter(); m.predict(v.transform(Xt)); all = time.perf_counter() - t
    one = []
    for x in Xt[:300]:
        t = time.perf_counter(); m.predict(v.transform([x])); one.append(time.perf_counter() - t)
    ece = None
    if hasattr(m, "predict_proba"):
        q = m.predict_proba(v.transform(Xt)); c = q.max(axis=1); ok = (m.classes_[q.argmax(axis=1)] == yt).astype(float)
        b = np.clip(np.ceil(c * 15).astype(int) - 1, 0, 14)
        ece = float(np.abs(np.bincount(b, ok - c, 15)).sum() / len(c))
    return {"seconds": min(seconds), "accuracy": accuracy_score(yt, p), "macroF1": f1_score(yt, p, average="macro"),
        "ece": ece, "textsPerSecond": len(Xt) / all, "medianMicroseconds": float(np.median(one)) * 1e6}
print(json.dumps({"LinearSVC": run(LinearSVC, 7), "LogisticRegression": run(lambda: LogisticRegression(C=10, max_iter=1000), 1)}))
`;

/** The names of the peers: scikit-learn on TF-IDF of word 1-2-grams. */
export type PeerName = "LinearSVC" | "LogisticRegression";

/** Runs scikit-learn's LinearSVC (best of 7) and LogisticRegression(C=10) (one run), or says why it cannot. */
export async function runTextPeers({
  train,
  test,
}: TextSet): Promise<Record<PeerName, PeerFigures> | { readonly reason: string }> {
  const { interpreter, reason } = await findPython();
  if (interpreter === undefined) return { reason };
  const input = { texts: train.texts, labels: [...train.labels], testTexts: test.texts, testLabels: [...test.labels] };
  return (await runPython(interpreter, program, input)) as Record<PeerName, PeerFigures>;
}
