import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { inProject } from "#platform/access/contract";
import { testWorld } from "#tests/world";
import { askJob } from "./ask-job.ts";
import { defineJob, type Job, type Progress } from "./job.ts";
import { cancelJob, readJob } from "./read-jobs.ts";
import { workJobs } from "./work-jobs.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
type Worker = { deliver: (job: Id<"job">) => Promise<void>; stop: () => Promise<void> };
let worker: Worker;
let work: (progress: Progress) => Promise<object>;
const ended: string[] = [];
const runs: string[] = [];

const lostConnection = () => Object.assign(new Error("the connection is lost"), { code: "ECONNRESET" });
const input = z.object({ name: z.string() });
const job = defineJob<unknown, z.infer<typeof input>>({
  name: "tried",
  input,
  permission: inProject("admin", "import"),
  async run(_, given) {
    runs.push(given.input.name);
    return work(given.progress);
  },
  async ended(_, given, ending) {
    ended.push(`${given.input.name} ${ending.state}`);
  },
});

/** A worker whose queue delivers when it is told to. */
async function newWorker(): Promise<Worker> {
  let handle: ((jobs: object[]) => Promise<void>) | undefined;
  const boss = {
    work: async (_name: string, _options: object, given: typeof handle) => {
      handle = given;
    },
    stop: async () => undefined,
  };
  const { stop } = await workJobs(opened.world, boss as unknown as PgBoss, [
    job as unknown as Job<typeof opened.world, never>,
  ]);
  return { deliver: (id) => handle?.([{ data: { job: id } }]) ?? Promise.resolve(), stop };
}

beforeAll(async () => {
  opened = await testWorld();
  worker = await newWorker();
});
afterAll(() => opened.close());
beforeEach(() => {
  work = async () => ({});
});

const ask = (name: string) =>
  askJob(opened.world, job, { input: { name }, workspace: opened.workspace, title: name, askedBy: "person_test" });
const times = (list: readonly string[], name: string) => list.filter((one) => one.startsWith(name)).length;

/** Runs until it is told to stop, and says when it began. */
function untilStopped() {
  let began: () => void = () => undefined;
  const running = new Promise<void>((resolve) => {
    began = resolve;
  });
  work = (progress) =>
    new Promise((_, reject) => {
      progress.signal.addEventListener("abort", () => reject(progress.signal.reason));
      began();
    });
  return running;
}

test("a job that is cancelled while it is queued ends what it is about when it is delivered, and never runs", async () => {
  const id = await ask("queued");
  await cancelJob(opened.world, id);
  await worker.deliver(id);
  expect(runs).not.toContain("queued");
  expect(ended).toContain("queued cancelled");
  expect((await readJob(opened.world, id)).state).toBe("cancelled");
});

test("a job that is cancelled after its worker was killed ends when it is delivered again", async () => {
  const id = await ask("killed");
  const killed = { state: "running", started_at: new Date(), claim: "claim_of_the_dead" } as const;
  await opened.world.db.updateTable("job").set(killed).where("id", "=", id).execute();
  await cancelJob(opened.world, id);
  await worker.deliver(id);
  expect(ended).toContain("killed cancelled");
  expect(await readJob(opened.world, id)).toMatchObject({ state: "cancelled", endedAt: expect.any(String) });
  await worker.deliver(id);
  expect(times(ended, "killed")).toBe(1);
});

test("a failure that passes by itself is tried again as often, and then ends what the job is about in its own words", async () => {
  const id = await ask("store away");
  work = () => Promise.reject(new Failure("unavailable", "The store does not answer.", { passes: true }));
  for (let k = 0; k < 5; k++) await expect(worker.deliver(id)).rejects.toThrow("does not answer");
  expect(times(ended, "store away")).toBe(0);
  await worker.deliver(id);
  expect(ended).toContain("store away failed");
  expect(await readJob(opened.world, id)).toMatchObject({ state: "failed", error: "The store does not answer." });
});

test("a job that is cancelled after its worker stopped, or lost the database, ends what it is about", async () => {
  for (const how of ["back after a stop", "back after a loss"]) {
    const id = await ask(how);
    if (how === "back after a stop") {
      const other = await newWorker();
      const running = untilStopped();
      const delivered = other.deliver(id);
      await running;
      await other.stop();
      await expect(delivered).rejects.toThrow("stopped");
    } else {
      work = () => Promise.reject(lostConnection());
      await expect(worker.deliver(id)).rejects.toThrow("lost");
    }
    await cancelJob(opened.world, id);
    expect((await readJob(opened.world, id)).state).toBe("cancelled");
    await worker.deliver(id);
    expect(times(ended, how)).toBe(1);
  }
});

test("a job that is cancelled in the moment in which its worker stops ends when it is delivered again", async () => {
  const id = await ask("both");
  await opened.world.db.updateTable("job").set({ state: "queued", cancel_asked: true }).where("id", "=", id).execute();
  await worker.deliver(id);
  expect(runs).not.toContain("both");
  expect(times(ended, "both")).toBe(1);
  expect(await readJob(opened.world, id)).toMatchObject({ state: "cancelled", endedAt: expect.any(String) });
});

test("a job that loses the database six times fails with a sentence and ends what it is about; the times before do not", async () => {
  work = () => Promise.reject(lostConnection());
  const id = await ask("unlucky");
  for (let k = 0; k < 5; k++) await expect(worker.deliver(id)).rejects.toThrow("lost");
  expect(await readJob(opened.world, id)).toMatchObject({ state: "queued" });
  expect(times(ended, "unlucky")).toBe(0);
  await worker.deliver(id);
  expect(ended).toContain("unlucky failed");
  expect(await readJob(opened.world, id)).toMatchObject({ state: "failed", error: expect.stringContaining("lost") });
});

test("a job whose worker dies six times is given up with a sentence, and what it is about ends", async () => {
  const id = await ask("deadly");
  for (let k = 0; k < 6; k++) {
    await opened.world.db
      .updateTable("job")
      .set((eb) => ({ state: "running", claim: `claim_${k}`, lost: eb("lost", "+", k > 0 ? 1 : 0) }))
      .where("id", "=", id)
      .execute();
  }
  await worker.deliver(id);
  expect(runs).not.toContain("deadly");
  expect(ended).toContain("deadly failed");
  expect(await readJob(opened.world, id)).toMatchObject({
    state: "failed",
    error: expect.stringContaining("6 attempts"),
  });
});

test("stops in good order cost no attempt, however many there are", async () => {
  const id = await ask("stopped");
  for (let k = 0; k < 10; k++) {
    const other = await newWorker();
    const running = untilStopped();
    const delivered = other.deliver(id);
    await running;
    await other.stop();
    await expect(delivered).rejects.toThrow("stopped");
    expect(await readJob(opened.world, id)).toMatchObject({ state: "queued" });
  }
  work = async () => ({ done: "well" });
  await worker.deliver(id);
  expect(await readJob(opened.world, id)).toMatchObject({ state: "done", result: { done: "well" } });
  expect(times(ended, "stopped")).toBe(0);
});

test("an attempt that stalled hears that another took the job over, makes nothing, and does not end it", async () => {
  const id = await ask("stalled");
  let wake: () => void = () => undefined;
  const fenced: string[] = [];
  const stalled = new Promise<void>((began) => {
    work = async (progress) => {
      began();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      await progress.fence(opened.world.db).catch((thrown: Error) => {
        fenced.push(thrown.message);
        throw thrown;
      });
      return { by: "the stalled one" };
    };
  });
  const first = worker.deliver(id);
  await stalled;
  work = async (progress) => {
    await progress.fence(opened.world.db);
    wake();
    await first;
    return { by: "the second one" };
  };
  await (await newWorker()).deliver(id);
  expect(fenced).toEqual(["Another attempt took this job over."]);
  expect(await readJob(opened.world, id)).toMatchObject({ state: "done", result: { by: "the second one" } });
  expect(times(ended, "stalled")).toBe(0);
});

test("an attempt that never asks is told within a second that another took the job over", async () => {
  const id = await ask("deaf");
  const running = untilStopped();
  const first = worker.deliver(id);
  await running;
  work = async () => {
    await first;
    return { by: "the second one" };
  };
  await (await newWorker()).deliver(id);
  expect(await readJob(opened.world, id)).toMatchObject({ state: "done", result: { by: "the second one" } });
});

test("a database whose disk is full is a sentence", async () => {
  work = () => Promise.reject(Object.assign(new Error("could not extend file"), { code: "53100" }));
  const id = await ask("full");
  await worker.deliver(id);
  expect(await readJob(opened.world, id)).toMatchObject({
    state: "failed",
    error: expect.stringContaining("disk of the database is full"),
  });
});
