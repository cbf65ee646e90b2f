import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Id } from "#ids";
import { testWorld } from "#tests/world";
import { askJob } from "./ask-job.ts";
import { defineJob, type Job } from "./job.ts";
import { cancelJob, readJob } from "./read-jobs.ts";
import { workJobs } from "./work-jobs.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let deliver: (job: Id<"job">, retryCount?: number) => Promise<void>;
const ended: string[] = [];
const runs: string[] = [];

const input = z.object({ name: z.string() });
const lost = defineJob<unknown, z.infer<typeof input>>({
  name: "lost",
  input,
  async run(_, given) {
    runs.push(given.input.name);
    throw Object.assign(new Error("the connection is lost"), { code: "ECONNRESET" });
  },
  async ended(_, given, ending) {
    ended.push(`${given.input.name} ${ending.state}`);
  },
});

beforeAll(async () => {
  opened = await testWorld();
  // A queue that delivers when it is told to.
  const work = async (_name: string, _options: object, handle: (jobs: object[]) => Promise<void>) => {
    deliver = (job, retryCount = 0) => handle([{ data: { job }, retryCount }]);
  };
  await workJobs(opened.world, { work } as unknown as PgBoss, [lost as unknown as Job<typeof opened.world, never>]);
});
afterAll(() => opened.close());

const ask = (name: string) =>
  askJob(opened.world, lost, { input: { name }, workspace: opened.workspace, title: name, askedBy: "person_test" });

test("a job that is cancelled while it is queued ends what it is about when it is delivered, and never runs", async () => {
  const job = await ask("queued");
  await cancelJob(opened.world, job);
  await deliver(job);
  expect(runs).not.toContain("queued");
  expect(ended).toContain("queued cancelled");
  expect((await readJob(opened.world, job)).state).toBe("cancelled");
});

test("a job that is cancelled after its worker was killed ends when it is delivered again", async () => {
  const job = await ask("killed");
  await opened.world.db
    .updateTable("job")
    .set({ state: "running", started_at: new Date() })
    .where("id", "=", job)
    .execute();
  await cancelJob(opened.world, job);
  await deliver(job, 1);
  expect(ended).toContain("killed cancelled");
  expect(await readJob(opened.world, job)).toMatchObject({ state: "cancelled", endedAt: expect.any(String) });
  await deliver(job, 2);
  expect(ended.filter((one) => one.startsWith("killed"))).toHaveLength(1);
});

test("a job whose last attempt loses the connection ends what it is about; the attempts before do not", async () => {
  const job = await ask("attempted");
  await expect(deliver(job, 4)).rejects.toThrow("lost");
  expect(ended.join()).not.toContain("attempted");
  await deliver(job, 5);
  expect(ended).toContain("attempted failed");
  expect((await readJob(opened.world, job)).state).toBe("failed");
});
