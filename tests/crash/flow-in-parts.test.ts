import { execFile } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTraining } from "#automate";
import { startImport, uploadImport } from "#collect";
import type { Id } from "#ids";
import { createProject, labelJobs } from "#label";
import { generateMessages } from "#sample";
import { runQueued, testWorld } from "#tests/world";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;
beforeAll(async () => {
  opened = await testWorld();
  const { world, workspace } = opened;
  const about = { name: "parts", task: "classify", labels: [], guideline: "", auditShare: 0 } as const;
  project = await createProject(world, { workspace, ...about });
  await take(200);
});
afterAll(() => opened.close());

let seed = 0;
async function take(count: number): Promise<void> {
  const { world, workspace } = opened;
  const text = generateMessages({ count, seed: ++seed }).map((one) => JSON.stringify(one));
  const body = (async function* () {
    yield new TextEncoder().encode(text.join("\n"));
  })();
  const { import: id } = await uploadImport(world, {
    ...{ workspace, project, name: "m.jsonl", format: undefined, askedBy: "p", body },
  });
  const options = { label: "label", duplicates: "skip" as const, minPerClass: 100 };
  await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy: "p" });
  await runQueued(world, labelJobs as never);
}

/** Carries the flow out in a process of its own, which is killed where it says so; gives how it ended and what it said. */
function carryOut(given: object, until: string): Promise<{ signal: string | undefined; result: unknown }> {
  const { url, folder } = opened;
  const env = { ...process.env, URL: url, FOLDER: folder, JOB: JSON.stringify(given), UNTIL: until };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ["tests/crash/flow-until.ts"], { env }, (error, stdout, stderr) => {
      if (error && error.signal !== "SIGKILL") reject(new Error(stderr));
      else resolve({ signal: error?.signal ?? undefined, result: stdout ? JSON.parse(stdout) : undefined });
    });
  });
}

test("each part of a training runs in a process of its own: killed after one part, the next goes on with the other", async () => {
  const { world, workspace } = opened;
  const options = { recipe: "text-linear", seed: 7, features: "words" } as const;
  const { run, job } = await startTraining(world, { workspace, project, options, askedBy: "p" });
  await world.db.updateTable("job").set({ state: "running" }).where("id", "=", job).execute();
  const given = { job, input: { run }, workspace, project, askedBy: "p" };
  const artifacts = () =>
    world.db.selectFrom("run_artifact").selectAll().where("run", "=", run).orderBy("name").execute();
  const times = () => world.db.selectFrom("run_metric").selectAll().where("run", "=", run).orderBy("name").execute();
  const evaluations = () =>
    world.db.selectFrom("evaluation").select(["id", "snapshot"]).where("run", "=", run).execute();

  expect((await carryOut(given, "Evaluating")).signal).toBe("SIGKILL");
  const [trained, took] = [await artifacts(), await times()];
  expect(trained.map((one) => one.name)).toEqual(["model", "out-of-fold"]);
  expect(await evaluations()).toEqual([]);

  // Training anew would learn from these too.
  await take(40);
  expect((await carryOut(given, "Its profile")).signal).toBe("SIGKILL");
  const measured = await evaluations();
  expect(measured).toHaveLength(1);
  expect(await world.db.selectFrom("version").selectAll().execute()).toEqual([]);

  const { result } = await carryOut(given, "");
  expect(result).toMatchObject({ run, version: 1, split: "out-of-fold", items: 200 });
  expect([await artifacts(), await times(), await evaluations()]).toEqual([trained, took, measured]);
  const [version] = await world.db.selectFrom("version").select(["artifact"]).execute();
  expect(version?.artifact).toBe(trained[0]?.blob);
});
