import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { breather } from "./breather.ts";
import { openThread } from "./open-thread.ts";

const answering = new URL("./answer-questions.ts", import.meta.url).href;
/** A thread that doubles numbers, fails at 13, answers 14 with what cannot be sent, dies at 0, and tells which thread it is and how often it was asked at -1. */
const file = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { threadId } from "node:worker_threads";
    import { answerQuestions } from ${JSON.stringify(answering)};
    let asked = 0;
    answerQuestions((number) => {
      asked++;
      if (number === 13) throw new Error("an unlucky number");
      if (number === 14) return () => "a function";
      if (number === 0) process.exit(1);
      return number === -1 ? { threadId, asked } : 2 * number;
    });`)}`,
);
type Told = { threadId: number; asked: number };

test("a thread answers each question with its own answer, and passes on why one failed", async () => {
  const ask = openThread<number, number>(file, "doubling");
  const answers = await Promise.allSettled([1, 2, 13, 4].map((one) => ask(one)));
  expect(answers.map((one) => (one.status === "fulfilled" ? one.value : one.reason.message))).toEqual([
    2,
    4,
    "an unlucky number",
    8,
  ]);
});

test("an answer that cannot be sent fails who asked for it, and nobody else", async () => {
  const ask = openThread<number, number>(file, "unsendable");
  const answers = await Promise.allSettled([1, 14, 4].map((one) => ask(one)));
  expect(answers.map((one) => (one.status === "fulfilled" ? one.value : one.reason.kind))).toEqual([
    2,
    "unavailable",
    8,
  ]);
});

test("a thread that dies fails those who wait, and the next question starts another", async () => {
  const ask = openThread<number, number>(file, "dying");
  await expect(Promise.all([ask(0), ask(5)])).rejects.toMatchObject({ kind: "unavailable" });
  expect(await ask(5)).toBe(10);
});

test("a thread ends when nobody asked it for a while, not while somebody does", async () => {
  const ask = openThread<number, Told>(file, "idling", { idleMilliseconds: 300 });
  const first = await ask(-1);
  for (let k = 0; k < 4; k++) {
    await sleep(100);
    expect((await ask(-1)).threadId).toBe(first.threadId);
  }
  await sleep(900);
  const later = await ask(-1);
  expect(later.threadId).not.toBe(first.threadId);
  expect(later.asked).toBe(1);
});

test("long work gives everything else its turn every few milliseconds, and none where it is short", async () => {
  const breathe = breather(4);
  expect(breathe()).toBeUndefined();
  let turns = 0;
  const tick = () => {
    turns++;
    ticking = setImmediate(tick);
  };
  let ticking = setImmediate(tick);
  for (const end = performance.now() + 200; performance.now() < end; ) await breathe();
  clearImmediate(ticking);
  expect(turns).toBeGreaterThan(5);
});
