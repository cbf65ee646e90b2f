import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { repeat } from "./repeat.ts";

const noFailure = (thrown: unknown) => {
  throw thrown;
};

test("turns follow each other after a pause, the first at once, and never two at a time", async () => {
  const turns: number[] = [];
  let running = 0;
  const repeated = repeat({
    every: 20,
    work: async () => {
      turns.push(performance.now());
      expect(++running).toBe(1);
      await sleep(5);
      running--;
    },
    failed: noFailure,
  });
  expect(turns).toHaveLength(1);
  await sleep(120);
  await repeated.stop();
  expect(turns.length).toBeGreaterThan(1);
  const pauses = turns.slice(1).map((at, index) => at - (turns[index] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThan(20);
});

test("where more waits, the next turn comes at once", async () => {
  let left = 3;
  const repeated = repeat({ every: 60_000, work: async () => (--left > 0 ? "more" : undefined), failed: noFailure });
  await sleep(10);
  expect(left).toBe(0);
  await repeated.stop();
});

test("a turn that fails is told of, and the next comes all the same", async () => {
  const failures: unknown[] = [];
  let turns = 0;
  const work = async () => {
    if (++turns === 1) throw new Error("not now");
  };
  const repeated = repeat({ every: 1, work, failed: (thrown) => failures.push(thrown) });
  await expect.poll(() => turns).toBeGreaterThan(1);
  await repeated.stop();
  expect(failures).toEqual([new Error("not now")]);
});

test("stop tells the turn that runs, waits for it, and cuts the pause short", async () => {
  const seen: string[] = [];
  const inTurn = repeat({
    every: 60_000,
    work: async (signal) => {
      await sleep(60_000, undefined, { signal }).catch(() => seen.push("told"));
      await sleep(10);
      seen.push("ended");
    },
    failed: noFailure,
  });
  await inTurn.stop();
  expect(seen).toEqual(["told", "ended"]);
  let turns = 0;
  const inPause = repeat({ every: 60_000, work: async () => turns++, failed: noFailure });
  await sleep(5);
  await inPause.stop();
  expect(turns).toBe(1);
});
