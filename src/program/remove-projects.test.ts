import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { automateJobs, deleteProject, startTraining } from "#automate";
import { startImport, uploadImport } from "#collect";
import { deployVersion, openPredictionLog, readEndpoint } from "#deploy";
import { type Id, newId } from "#ids";
import { createProject, handOutTasks, labelJobs, labelNames, readQuestion } from "#label";
import { watchOnce } from "#monitor";
import { collectBlobs } from "#platform/blobs";
import { promoteVersion, readVersion, registerJobs } from "#register";
import { generateMessages } from "#sample";
import { ownerOf, runQueued, testWorld } from "#tests/world";
import { removeOnce } from "./remove-projects.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
const jobs = [...labelJobs, ...registerJobs, ...automateJobs] as never;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

const who = () => ownerOf(opened.workspace);

/** A project that went once round the loop: imported, labelled by hand, trained, registered, deployed, asked, watched. */
async function goRound(name: string): Promise<Id<"project">> {
  const { world, workspace } = opened;
  const common = { task: "classify", labels: [], guideline: "", auditShare: 0.15 } as const;
  const project = await createProject(world, { workspace, name, ...common });
  const body = async function* () {
    const lines = generateMessages({ count: 400, seed: 1 }).map((one) => JSON.stringify(one));
    yield new TextEncoder().encode([...lines, '{"text":""}', '{"text":"not labelled"}'].join("\n"));
  };
  const file = { workspace, project, name: "m.jsonl", format: undefined, askedBy: "p" };
  const { import: id } = await uploadImport(world, { ...file, body: body() });
  const options = { label: "label", duplicates: "skip" as const, minPerClass: 100 };
  await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy: "p" });
  await runQueued(world, jobs);
  await uploadImport(world, { ...file, body: body() });
  await handOutTasks(world, { project, person: "person_test", count: 1 });
  await startTraining(world, {
    workspace,
    project,
    options: { recipe: "text-linear", seed: 7, features: "words" },
    askedBy: "p",
  });
  await runQueued(world, jobs);
  const by = { workspace, project, by: "p", reason: "" };
  await promoteVersion(world, { ...by, version: "newest", alias: "champion" });
  await deployVersion(world, { ...by, name: `${name}-live`, version: "champion" });
  await askEndpoint(project, `${name}-live`);
  await addRest(project);
  return project;
}

/** Rows of the tables that a live model, a skip, a rule or an invitation would write. */
async function addRest(project: Id<"project">) {
  const { world, workspace } = opened;
  const { id: question } = await readQuestion(world, project);
  const rows = [
    sql`insert into seat (project, item, person) values (${project}, 'item_1', 'p')`,
    sql`insert into pool (project, question, item, rank, scores, live) values (${project}, ${question}, 'item_1', 1, '[]', 1)`,
    sql`insert into live (project, question, number, labels, classes, audited, audit_hits, seconds) values (${project}, ${question}, 1, 1, 1, 1, 1, 1)`,
    sql`insert into live_point (project, question, labels, audited, audit_hits, number) values (${project}, ${question}, 1, 1, 1, 1)`,
    sql`insert into live_holder (project, question, holder, until) values (${project}, ${question}, 'h', now())`,
    sql`insert into invitation (id, workspace, project, role, token_hash, expires_at)
      values (${newId("invitation")}, ${workspace}, ${project}, 'viewer', ${newId("token")}, now())`,
    sql`with hook as (insert into webhook (id, workspace, project, url, events, secret, made_by)
      values (${newId("webhook")}, ${workspace}, ${project}, 'https://a.example', '{run.finished}', 's', 'p') returning id)
      insert into webhook_delivery (id, webhook, type, facts, state, at) select ${newId("delivery")}, id, 'test', '{}', 'failed', now() from hook`,
    sql`insert into job_line (job, line) select id, 'said' from job where project = ${project}`,
  ];
  for (const row of rows) await row.execute(world.db);
}

async function askEndpoint(project: Id<"project">, name: string) {
  const { world, workspace } = opened;
  const endpoint = (await readEndpoint(world, { workspace, name })).id as Id<"endpoint">;
  const version = (await readVersion(world, { project, version: "champion" })).id as Id<"version">;
  const [label = ""] = (await labelNames(world, project)).keys();
  const log = openPredictionLog(world, { texts: "yes" });
  const common = { endpoint, version, label, score: 0.9, unseen: 0, milliseconds: 1, at: world.clock.now() };
  for (let k = 0; k < 200; k++) log.add({ ...common, id: newId("prediction"), text: `secret ${k}` });
  await log.stop();
  await sql`insert into feedback (prediction, endpoint, value, given_by) values (${newId("prediction")}, ${endpoint}, '{"label":"x"}', 'p')
    on conflict do nothing`.execute(world.db);
  opened.moveClock(6000);
  await watchOnce(world);
}

/** How many rows each table holds, the queue's own and the migrations' apart. */
async function rowsByTable(): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
      and table_name not like 'prediction_2%'`.execute(opened.world.db);
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    const found = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(name)}`.execute(
      opened.world.db,
    );
    counts[name] = found.rows[0]?.count ?? 0;
  }
  return counts;
}

async function blobs(): Promise<string[]> {
  const found: string[] = [];
  for await (const { hash } of opened.world.blobs.list()) found.push(hash);
  return found.sort();
}

test("a project that went once round the loop and was deleted leaves no row and no blob, and another one keeps all of its own", async () => {
  const { world } = opened;
  await goRound("kept");
  await sql`update event set delivered_at = now()`.execute(world.db);
  await collectBlobs(world);
  const [rows, kept] = [await rowsByTable(), await blobs()];
  const doomed = await goRound("doomed");
  const both = await rowsByTable();
  const grown = Object.keys(both).filter((name) => (both[name] ?? 0) > (rows[name] ?? 0));
  // What the loop writes; a table that is not among them proves nothing below.
  const written =
    "item import task annotation consensus snapshot snapshot_chunk run run_artifact version alias endpoint prediction feedback";
  const others =
    "traffic_window file job job_line evaluation seat pool live live_point live_holder invitation question label dataset model webhook webhook_delivery";
  expect(grown).toEqual(expect.arrayContaining(`${written} ${others}`.split(" ")));

  await deleteProject(world, { project: doomed, who: who(), address: undefined });
  await removeOnce(world);
  const waiting =
    await sql`select text from prediction where text like 'secret%' and endpoint in (select id from endpoint where project = ${doomed})`.execute(
      world.db,
    );
  expect(waiting.rows).toEqual([]);
  await sql`update event set delivered_at = now()`.execute(world.db);
  opened.moveClock(61_000);
  await removeOnce(world);
  const { audit_entry: _, ...after } = await rowsByTable();
  const { audit_entry: __, ...before } = rows;
  expect(after).toEqual(before);
  expect(await blobs()).toEqual(kept);
});

test("a deleted project gives its names back at once", async () => {
  const { world, workspace } = opened;
  const first = await goRound("named");
  await deleteProject(world, { project: first, who: who(), address: undefined });
  const again = await goRound("named");
  expect((await readEndpoint(world, { workspace, name: "named-live" })).project).toBe(again);
});

test("what arrives after the first sweep is swept as well", async () => {
  const { world } = opened;
  const project = await goRound("late");
  await deleteProject(world, { project, who: who(), address: undefined });
  await removeOnce(world);
  await sql`insert into consensus (question, item, project, value, how, annotations)
    select id, 'item_late0001', project, '{"labels": []}', 'person', '{}' from question where project = ${project}`.execute(
    world.db,
  );
  opened.moveClock(61_000);
  await removeOnce(world);
  const left = await sql`select item from consensus where project = ${project}`.execute(world.db);
  expect(left.rows).toEqual([]);
});

test("a project whose job still runs waits for it, and its job is asked to stop", async () => {
  const { world, workspace } = opened;
  const project = await goRound("busy");
  const job = newId("job");
  await sql`insert into job (id, workspace, project, name, title, input, state, asked_by, started_at)
    values (${job}, ${workspace}, ${project}, 'standard-flow', 't', '{}', 'running', 'p', now())`.execute(world.db);
  await deleteProject(world, { project, who: who(), address: undefined });
  opened.moveClock(61_000);
  await removeOnce(world);
  const find = () => sql<{ cancel_asked: boolean }>`select cancel_asked from job where id = ${job}`.execute(world.db);
  expect((await find()).rows).toEqual([{ cancel_asked: true }]);
  await sql`update job set state = 'cancelled', ended_at = now() where id = ${job}`.execute(world.db);
  await removeOnce(world);
  expect((await find()).rows).toEqual([]);
  const gone = await sql`select id from project where id = ${project}`.execute(world.db);
  expect(gone.rows).toEqual([]);
});
