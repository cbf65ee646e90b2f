import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import type { Id } from "#ids";
import { createProject, labelJobs } from "#label";
import { askJob } from "#platform/jobs";
import { registerJobs } from "#register";
import { generateMessages } from "#sample";
import { patient, runQueued, testWorld } from "#tests/world";
import { automateJobs } from "./jobs.ts";
import { startTraining } from "./start-training.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;
const jobs = [...labelJobs, ...registerJobs, ...automateJobs] as never;
beforeAll(async () => {
  opened = await testWorld();
  const about = { name: "repeated", task: "classify", labels: [], guideline: "", auditShare: 0 } as const;
  project = await createProject(opened.world, { workspace: opened.workspace, ...about });
  await sql`create function cut_off() returns trigger language plpgsql as $$
    begin raise exception 'terminating connection' using errcode = '57P01'; end $$`.execute(opened.world.db);
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
  const file = { name: "m.jsonl", format: undefined, askedBy: "p", body };
  const { import: id } = await uploadImport(world, { workspace, project, ...file });
  const options = { label: "label", duplicates: "skip" as const, minPerClass: 100 };
  await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy: "p" });
  await runQueued(world, jobs);
}

/** Gives a job that was cut off to a worker again. */
const again = (job: string) =>
  opened.world.db
    .updateTable("job")
    .set({ state: "queued" })
    .where("id", "=", job as Id<"job">)
    .execute();

/** A database that goes away where a table is changed so. */
async function awayWhere(table: "run" | "evaluation" | "version", change: string, work: () => Promise<unknown>) {
  const { db } = opened.world;
  await sql`create trigger cut_off before ${sql.raw(change)} execute function cut_off()`.execute(db);
  await work().finally(() => sql`drop trigger cut_off on ${sql.table(table)}`.execute(db));
}

const artifacts = (run: Id<"run">) =>
  opened.world.db.selectFrom("run_artifact").select(["name", "blob"]).where("run", "=", run).orderBy("name").execute();

const afterEvaluating = {
  ...patient,
  line(text: string) {
    if (text.startsWith("Its profile")) throw Object.assign(new Error("Connection terminated"), { code: "57P01" });
  },
};
const attempt = () => expect(runQueued(opened.world, jobs)).rejects.toThrow("terminating connection");

test.each([
  ["after it was trained", () => awayWhere("evaluation", "insert on evaluation for each row", attempt)],
  ["after it was measured", () => expect(runQueued(opened.world, jobs, afterEvaluating)).rejects.toThrow("terminated")],
  ["while it is registered", () => awayWhere("version", "insert on version for each row", attempt)],
  ["while its evaluation is named", () => awayWhere("evaluation", "update on evaluation for each row", attempt)],
  [
    "before it is told to be done",
    () => awayWhere("run", "update on run for each row when (new.state = 'done')", attempt),
  ],
])(
  "a training that is cut off %s goes on from there, and is one version with what it learned first",
  async (_, cutOff) => {
    const { world, workspace } = opened;
    const options = { recipe: "text-linear", seed: 7, features: "words" } as const;
    const { run, job } = await startTraining(world, { workspace, project, options, askedBy: "p" });
    await cutOff();
    const trained = await artifacts(run);
    const versionsOf = () => world.db.selectFrom("version").selectAll().where("run", "=", run).execute();
    expect(await versionsOf()).toEqual([]);
    // Training anew would learn from more labels, and so be another model.
    await take(40);
    await again(job);
    const result = (await runQueued(world, jobs)) as { version: number };
    await again(job);
    expect(await runQueued(world, jobs)).toEqual(result);

    const [version, ...others] = await versionsOf();
    expect(others).toEqual([]);
    const found = await world.db.selectFrom("run").selectAll().where("id", "=", run).executeTakeFirstOrThrow();
    expect(found).toMatchObject({ state: "done", summary: { version: version?.number } });
    expect(await artifacts(run)).toEqual(trained);
    expect(version?.artifact).toBe(trained.find((one) => one.name === "model")?.blob);
    const evaluations = await world.db.selectFrom("evaluation").selectAll().where("run", "=", run).execute();
    expect(evaluations.map((one) => [one.version, one.snapshot])).toEqual([[version?.id, found.snapshot]]);
  },
);

test("a measuring that is repeated because its end was not told is there once", async () => {
  const { world, workspace } = opened;
  const { id } = await world.db.selectFrom("version").select("id").limit(1).executeTakeFirstOrThrow();
  await opened.world.db.updateTable("item").set({ split: "validation" }).where("split", "is", null).execute();
  const job = await askJob(world, registerJobs[0] as never, {
    ...{ workspace, project, askedBy: "p", title: "Measure" },
    input: { version: id, split: "validation" } as never,
  });
  const first = (await runQueued(world, jobs)) as { evaluation: string };
  await again(job);
  expect(await runQueued(world, jobs)).toMatchObject({ evaluation: first.evaluation });
  const rows = await world.db.selectFrom("evaluation").select("id").where("split", "=", "validation").execute();
  expect(rows).toEqual([{ id: first.evaluation }]);
});
