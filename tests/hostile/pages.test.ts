import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Id, newId } from "#ids";
import { createProject, readQuestion } from "#label";
import { testApp } from "../app.ts";

let opened: Awaited<ReturnType<typeof testApp>>;
let key = "";
let project: Id<"project">;
const evaluation = newId("evaluation");
const webhook = newId("webhook");

/** Four things of each list, which two pages of two hold. */
beforeAll(async () => {
  opened = await testApp();
  const { world, workspace, keyOf } = opened;
  const { db } = world;
  const about = { name: "pages", task: "classify", labels: ["a", "b"], guideline: "", auditShare: 0 } as const;
  project = await createProject(world, { workspace, ...about });
  key = await keyOf("owner");
  const { dataset } = await db.selectFrom("project").select("dataset").executeTakeFirstOrThrow();
  const { id: asked } = await readQuestion(world, project);
  const endpoint = newId("endpoint");
  await sql`insert into endpoint (id, workspace, project, name) values (${endpoint}, ${workspace}, ${project}, 'support')`.execute(
    db,
  );
  await sql`insert into webhook (id, workspace, project, url, events, secret, made_by)
    values (${webhook}, ${workspace}, ${project}, 'https://hooks.example', '{}', '', 'p')`.execute(db);
  for (const [number, id] of [newId("run"), newId("run"), newId("run"), newId("run")].entries()) {
    const measured = number === 0 ? evaluation : newId("evaluation");
    await sql`insert into job (id, workspace, name, title, input, state, asked_by)
      values (${newId("job")}, ${workspace}, 'x', 'x', '{}', 'done', 'p')`.execute(db);
    await sql`insert into run (id, project, question, number, recipe, parameters, seed, state, asked_by)
      values (${id}, ${project}, ${asked}, ${number}, '{"kind":"text-linear"}', '{}', 1, 'done', 'p')`.execute(db);
    await sql`insert into evaluation (id, project, question, run, split, items, metrics, per_label, confusion, calibration, seed)
      values (${measured}, ${project}, ${asked}, ${id}, 'test', 4, '{}', '[]', '[]', '[]', 1)`.execute(db);
    await sql`insert into judged (evaluation, place, item, actual, predicted, score)
      values (${evaluation}, ${number}, ${newId("item")}, 'a', 'a', 0.5)`.execute(db);
    await sql`insert into import (id, workspace, dataset, project, name, source, options, state, asked_by)
      values (${newId("import")}, ${workspace}, ${dataset}, ${project}, 'x', '{}', '{}', 'done', 'p')`.execute(db);
    await sql`insert into alert (id, endpoint, kind, value, threshold, sentence, state, from_at, to_at)
      values (${newId("alert")}, ${endpoint}, 'labels', 1, 1, 'x', 'over', now(), now())`.execute(db);
    await sql`insert into webhook_delivery (id, webhook, type, facts, state, at)
      values (${newId("delivery")}, ${webhook}, 'test', '{}', 'delivered', now())`.execute(db);
    await sql`insert into item (id, dataset, hash, text) values (${newId("item")}, ${dataset}, decode(md5(${String(number)}), 'hex'), 'x')`.execute(
      db,
    );
  }
});
afterAll(() => opened.close());

test("a list ends with its last rows, also where they fill its pages", async () => {
  const lists = [
    "/jobs",
    ...["items", "runs", "imports", "evaluations", "alerts"].map((list) => `/projects/${project}/${list}`),
    `/projects/${project}/evaluations/${evaluation}/items`,
    `/projects/${project}/webhooks/${webhook}/deliveries`,
  ];
  for (const list of lists) {
    const read = async (limit: number, after?: string | number) => {
      const { status, body } = await opened.call(
        key,
        `GET ${list}?limit=${limit}${after === undefined ? "" : `&after=${after}`}`,
      );
      expect([list, status, body]).toEqual([list, 200, body]);
      return body as { rows: unknown[]; next?: string | number };
    };
    const [whole, first] = [await read(4), await read(2)];
    expect([list, whole.rows.length, whole.next]).toEqual([list, 4, undefined]);
    expect([list, first.next]).not.toEqual([list, undefined]);
    const second = await read(2, first.next);
    expect([list, second.next]).toEqual([list, undefined]);
    expect([...first.rows, ...second.rows]).toEqual(whole.rows);
  }
});
