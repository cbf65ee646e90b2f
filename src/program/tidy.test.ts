import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "#config";
import { idAt } from "#ids";
import { createProject } from "#label";
import { patient, testWorld } from "#tests/world";
import { tidyOnce } from "./tidy.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

/** What keeps each table of the database from growing for ever. A new table is a question to whoever adds it: say it here. */
const kept: Readonly<Record<string, string>> = {
  ...of("as many as there are people and keys", "person account api_key member workspace verification"),
  ...of("until it has run out", "session invitation"),
  ...of("for ever: the record of who did what", "audit_entry"),
  ...of("goes with its project; as many as were made", "dataset project question label backlog"),
  ...of("goes with its project; as many as were imported", "import item"),
  ...of("goes with its project; as many as items and answers", "task seat annotation consensus"),
  ...of("goes with its project; one for each, or for each item", "live live_holder pool"),
  ...of("goes with its project; as many as trainings", "run run_metric run_artifact evaluation model version alias"),
  ...of("goes with its project; as many as items that its models were measured on", "judged"),
  ...of("goes with its project; as many as deployments", "endpoint endpoint_revision"),
  ...of("goes a day after nothing names it", "snapshot snapshot_chunk file loose_blob"),
  ...of(
    "goes after days that are said",
    "event job job_line webhook_delivery prediction feedback traffic traffic_window alert",
  ),
  ...of("goes with its project; at most twenty for each", "webhook"),
  ...of("thinned after a month", "live_point"),
  ...of("goes with the server it names, or a day after that was seen last", "server"),
  ...of("as many as versions of the program", "migration"),
};

function of(how: string, tables: string): Record<string, string> {
  return Object.fromEntries(tables.split(" ").map((table) => [table, how]));
}

test("of every table it is said what keeps it from growing for ever", async () => {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`.execute(
    opened.world.db,
  );
  expect(rows.map((row) => row.name).sort()).toEqual(Object.keys(kept).sort());
});

const ago = (days: number) => new Date(Date.now() - days * 86_400_000);

test("what is past keeping goes, what is not stays", async () => {
  const { world, workspace } = opened;
  const { db } = world;
  const project = await createProject(world, {
    workspace,
    name: "p",
    task: "classify",
    labels: ["a", "b"],
    guideline: "",
    auditShare: 0,
  });
  const ages = [1, 3, 31, 40, 91, 400];
  const endpoint = "endpoint_test000" as const;
  await db.insertInto("endpoint").values({ id: endpoint, workspace, project, name: "e", revision: 0 }).execute();
  for (const days of ages) {
    const at = ago(days);
    const id = <Kind extends string>(kind: Kind) =>
      `${idAt(kind, at)}7000800000000000000${String(days).padStart(4, "0")}` as const;
    for (const kind of ["annotation.given", "version.promoted"] as const) {
      const about = { id: `${id("event")}${kind[0]}` as const, workspace, project, kind, facts: sql<object>`'{}'` };
      await db
        .insertInto("event")
        .values({ ...about, at, delivered_at: at } as never)
        .execute();
    }
    for (const state of ["done", "running"] as const) {
      const job = `${id("job")}${state[0]}` as const;
      const times = { created_at: at, ended_at: state === "done" ? at : null };
      const about = { id: job, workspace, project: null, name: "n", title: "t", state, asked_by: "p", ...times };
      await db
        .insertInto("job")
        .values({ ...about, input: sql<object>`'{}'` } as never)
        .execute();
      await db
        .insertInto("job_line")
        .values({ job, line: "l" } as never)
        .execute();
    }
    const sketch = sql<never>`'{}'::jsonb`;
    await db.insertInto("traffic_window").values({ endpoint, version: null, start_at: at, sketch }).execute();
    const value = sql<never>`'{}'::jsonb`;
    await db
      .insertInto("feedback")
      .values({ prediction: id("prediction"), endpoint, value, given_by: "p", at } as never)
      .execute();
    const madeUp = `${idAt("prediction", ago(-1000))}7000800000000000000${String(days).padStart(4, "0")}` as const;
    await db
      .insertInto("feedback")
      .values({ prediction: madeUp, endpoint, value, given_by: "p", at } as never)
      .execute();
    const server = { id: id("server"), address: "a", seen_at: at, confirmed: value };
    await db.insertInto("server").values(server).execute();
    for (const labels of [1000 * days, 1000 * days + 1])
      await db
        .insertInto("live_point")
        .values({ project, question: id("question"), labels, audited: 0, audit_hits: 0, number: 1, at } as never)
        .execute();
    const hash = String(days);
    await db
      .insertInto("snapshot")
      .values({ id: id("snapshot"), project, hash, items: 0, labelled: 0, counts: value, created_at: at } as never)
      .execute();
  }

  await tidyOnce(world, { config: readConfig({}), signal: patient.signal });

  const left = async (table: string, column: string, where = "true") => {
    const { rows } = await sql<{ days: number }>`
      select distinct round(extract(epoch from now() - ${sql.ref(column)}) / 86400)::int as days
      from ${sql.table(table)} where ${sql.raw(where)} order by days`.execute(db);
    return rows.map((row) => row.days);
  };
  expect(await left("event", "at", "kind = 'annotation.given'")).toEqual([1]);
  expect(await left("event", "at", "kind = 'version.promoted'")).toEqual([1, 3, 31, 40]);
  expect(await left("job", "created_at", "state = 'done'")).toEqual([1, 3, 31, 40]);
  expect(await left("job", "created_at", "state = 'running'")).toEqual(ages);
  const { rows } = await sql<{
    job: string;
  }>`select job from job_line join job on job.id = job where state = 'done'`.execute(db);
  expect(rows).toHaveLength(2);
  expect(await left("traffic_window", "start_at")).toEqual([1, 3, 31]);
  expect(await left("feedback", "at")).toEqual([1, 3]);
  const { rows: feedback } = await sql<{ count: number }>`select count(*) as count from feedback`.execute(db);
  expect(feedback[0]?.count, "one on a prediction of that age, one on a prediction that never was").toBe(2 * 2);
  expect(await left("server", "seen_at")).toEqual([]);
  expect(await left("live_point", "at")).toEqual(ages);
  const thinned = await sql<{ count: number }>`select count(*) as count from live_point`.execute(db);
  // Two of each of the young, one of each of the old.
  expect(thinned.rows[0]?.count).toBe(2 * 2 + 4);
  // A snapshot of a project with open jobs may be taken up in this very moment; these jobs are of no project.
  expect(await left("snapshot", "created_at")).toEqual([]);
});
