import { expect, test } from "vitest";
import { encodeText } from "../features/encode-text.ts";
import { fitText } from "../fit/fit-text.ts";
import { madeTexts } from "../test-texts.ts";
import { openLiveText } from "./live-text.ts";
import { trainTextInThread } from "./train-in-thread.ts";

const labelNames = ["a", "b", "c"];
const given = madeTexts({ classes: 3, rows: 300, seed: 1 });
const request = { ...given, classes: 3, seed: 1, calibrate: "out-of-fold" } as const;

test("a thread trains the same model as the caller would, and tells its phases and its log", async () => {
  const phases: string[] = [];
  const done = await trainTextInThread({ ...request, labelNames }, { onProgress: (phase) => phases.push(phase) });
  const here = fitText(request);
  expect(Buffer.from(done.artifact).equals(Buffer.from(encodeText(here, { labels: labelNames })))).toBe(true);
  expect(done.outOfFold).toEqual(here.outOfFold);
  expect(phases).toEqual(["features", "fit", "calibrate"]);
  expect(done.log[0]).toBe("300 labelled texts, 3 labels, 0 further texts.");
  expect(done.log).toHaveLength(5);
});

test("a training that cannot be done fails with the learner's own sentence", async () => {
  const failing = trainTextInThread({ ...request, labels: new Int32Array(2), labelNames });
  await expect(failing).rejects.toMatchObject({ kind: "invalid", message: "Every text needs exactly one label." });
});

test("a cancelled training ends at once and says so", async () => {
  const large = madeTexts({ classes: 200, rows: 20_000, seed: 1 });
  const stop = new AbortController();
  const running = trainTextInThread({ ...request, ...large, classes: 200, labelNames }, { signal: stop.signal });
  setTimeout(() => stop.abort(), 150);
  await expect(running).rejects.toMatchObject({ kind: "conflict", facts: { cancelled: true } });
  const started = { ...request, labelNames };
  await expect(trainTextInThread(started, { signal: AbortSignal.abort() })).rejects.toThrow("cancelled");
});

test("the caller's event loop goes on while a thread trains", async () => {
  const large = madeTexts({ classes: 50, rows: 5000, seed: 1 });
  let [longest, last] = [0, performance.now()];
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  await trainTextInThread({
    ...request,
    ...large,
    classes: 50,
    calibrate: "none",
    labelNames: Array.from({ length: 50 }, (_, k) => `${k}`),
  });
  clearInterval(beat);
  expect(longest).toBeLessThan(250); // a few milliseconds on an idle machine
});

test("a live learner fits, learns new labels, ranks a pool, stores itself, and closes", async () => {
  const live = openLiveText();
  await expect(live.update({ removed: [0] })).rejects.toThrow("Nothing was trained");
  const report = await live.fit({ ...request, pool: ["further text"] });
  expect(report.outOfFold).toHaveLength(900);
  const [update, ranked] = await Promise.all([
    live.update({ added: { texts: ["topic1x1 the1"], labels: Int32Array.from([1]) }, changed: [{ row: 0, label: 0 }] }),
    live.rank(["topic0x1", "topic0x1 topic1x2", "nothing"], 2),
  ]);
  expect(update.firstRow).toBe(300);
  expect(ranked.chosen).toHaveLength(2);
  expect(ranked.margin).toHaveLength(3);
  await expect(live.update({ added: { texts: ["x"], labels: Int32Array.from([3]) } })).rejects.toMatchObject({
    kind: "conflict",
  });
  expect((await live.encode(labelNames)).length).toBeGreaterThan(1000);
  const pending = live.fit(request);
  await live.close();
  await expect(pending).rejects.toMatchObject({ kind: "conflict", message: "The live learner was closed." });
});
