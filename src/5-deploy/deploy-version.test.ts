import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#ids";
import { createProject } from "#label";
import { addRating } from "#tests/rate-items";
import { testWorld } from "#tests/world";
import { deployVersion, rollBack } from "./deploy-version.ts";
import { removeEndpoint } from "./remove-endpoints.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;

/** A project whose model has three approved versions, deployed one after the other. */
async function deployed() {
  const { world, workspace } = opened;
  const common = { task: "classify", labels: [], guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: `deployed ${++count}`, ...common });
  const model = newId("model");
  await sql`insert into model (id, workspace, project, question, name)
    values (${model}, ${workspace}, ${project}, (select id from question where project = ${project} order by position limit 1), ${model})`.execute(
    world.db,
  );
  const name = `endpoint-${count}`;
  const by = { workspace, project, by: "p", reason: "", name };
  for (const number of [1, 2, 3]) {
    await sql`insert into version (id, model, number, artifact, bytes, signature, profile, metrics, approval, created_by)
      values (${newId("version")}, ${model}, ${number}, 'x', 1, '{"labels":[]}', '{}', '{}', 'approved', 'p')`.execute(
      world.db,
    );
    await deployVersion(world, { ...by, version: String(number) });
  }
  const judge = (number: number, approval: string) =>
    sql`update version set approval = ${approval} where model = ${model} and number = ${number}`.execute(world.db);
  const back = async (revision?: number) => (await rollBack(world, { ...by, revision })).endpoint.version;
  return { by, judge, back };
}

test("going back serves what was served before", async () => {
  const { back } = await deployed();
  expect(await back()).toBe(2);
  expect(await back(1)).toBe(1);
});

test("a version that was rejected since is not served again: it is passed over, and refused when it is named", async () => {
  const { judge, back } = await deployed();
  await judge(2, "rejected");
  await expect(back(2)).rejects.toMatchObject({
    kind: "conflict",
    message: expect.stringContaining("Version 2 was rejected"),
  });
  expect(await back()).toBe(1);
  const other = await deployed();
  for (const number of [1, 2]) await other.judge(number, "rejected");
  await expect(other.back()).rejects.toMatchObject({ kind: "conflict", facts: { field: "revision" } });
});

test("a revision that does not exist is named, and so is the lack of an earlier one", async () => {
  const { back } = await deployed();
  await expect(back(99)).rejects.toThrow("There is no revision 99");
});

test("an endpoint that was taken away gives its name back", async () => {
  const { by } = await deployed();
  await removeEndpoint(opened.world, by);
  await expect(deployVersion(opened.world, { ...by, version: "1" })).resolves.toMatchObject({
    endpoint: { revision: 1 },
  });
});

test("of two who make an endpoint of a name at once, for two questions, one is refused", async () => {
  const { world, workspace } = opened;
  const { by } = await deployed();
  const tone = await addRating(world, { project: by.project, name: "tone", levels: 5 });
  const model = newId("model");
  await sql`insert into model (id, workspace, project, question, name)
    values (${model}, ${workspace}, ${by.project}, ${tone}, ${model})`.execute(world.db);
  await sql`insert into version (id, model, number, artifact, bytes, signature, profile, metrics, approval, created_by)
    values (${newId("version")}, ${model}, 4, 'x', 1, '{"labels":[]}', '{}', '{}', 'approved', 'p')`.execute(world.db);
  const made = await Promise.allSettled(
    ["3", "4"].map((version) => deployVersion(world, { ...by, name: `made-${by.name}`, version })),
  );
  expect(made.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = made.find((one) => one.status === "rejected");
  expect(refused?.reason).toMatchObject({ kind: "conflict", facts: { field: "name" } });
});
