import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { inProject } from "#platform/access/contract";
import { testWorld } from "#tests/world";
import { askJob } from "./ask-job.ts";
import { bossQueue, ensureQueue, startBoss } from "./boss.ts";
import { defineJob } from "./job.ts";
import { reconcileJobs } from "./reconcile-jobs.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let boss: PgBoss;
const job = defineJob<unknown, object>({
  name: "reconciled",
  input: z.object({}),
  permission: inProject("admin", "import"),
  run: async () => ({}),
});

beforeAll(async () => {
  opened = await testWorld();
  boss = await startBoss({ url: opened.url, process: "server", log: opened.world.log });
  await ensureQueue(boss, job.name);
});
afterAll(async () => {
  await boss.stop({ graceful: false, timeout: 1000 });
  await opened.close();
});

const world = () => ({ ...opened.world, jobs: bossQueue(boss) });
const ask = () => askJob(world(), job, { input: {}, workspace: opened.workspace, title: "t", askedBy: "person_test" });

test("a job that the queue still has is left to it, one of which it knows nothing any more is handed over again", async () => {
  const [waiting, forgotten] = [await ask(), await ask()];
  const found = await boss.findJobs(job.name, { key: forgotten });
  await boss.deleteJob(
    job.name,
    found.map(({ id }) => id),
  );
  expect(await reconcileJobs(world(), boss)).toEqual([]);
  opened.moveClock(61_000);
  expect(await reconcileJobs(world(), boss)).toEqual([forgotten]);
  expect(await reconcileJobs(world(), boss)).toEqual([]);
  expect(await boss.findJobs(job.name, { key: forgotten })).toHaveLength(1);
  expect(await boss.findJobs(job.name, { key: waiting })).toHaveLength(1);
});

test("a job that the queue gave up is handed over again; one whose attempt speaks, and one that has ended, are not", async () => {
  const [failed, speaking, done] = [await ask(), await ask(), await ask()];
  for (const id of [failed, speaking, done]) {
    const found = await boss.findJobs(job.name, { key: id });
    await boss.cancel(
      job.name,
      found.map((one) => one.id),
    );
  }
  const { db, clock } = opened.world;
  await db.updateTable("job").set({ state: "running", beat_at: clock.now() }).where("id", "=", failed).execute();
  opened.moveClock(61_000);
  await db.updateTable("job").set({ state: "running", beat_at: clock.now() }).where("id", "=", speaking).execute();
  await db.updateTable("job").set({ state: "done" }).where("id", "=", done).execute();
  expect(await reconcileJobs(world(), boss)).toEqual([failed]);
});
