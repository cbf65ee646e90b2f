import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#ids";
import { createProject } from "#label";
import { encodeText, fitText } from "#models/text";
import { storeFile } from "#platform/blobs";
import { testWorld } from "#tests/world";
import { deployVersion } from "./deploy-version.ts";
import { type Serving, startServing } from "./serving.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let serving: Serving;
const rename = (from: string, to: string) =>
  sql`update label set name = ${to} where name = ${from}`.execute(opened.world.db);
const names = () => serving.find(opened.workspace, "served")?.names;

beforeAll(async () => {
  opened = await testWorld();
  const { world, workspace } = opened;
  const common = { task: "classify", labels: ["cat", "dog"], guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: "p", ...common });
  const labels = await world.db.selectFrom("label").select(["id", "name"]).orderBy("position").execute();
  const trained = fitText({
    texts: ["meow purr", "woof bark", "purr meow", "bark woof"],
    labels: Int32Array.of(0, 1, 0, 1),
    classes: 2,
    seed: 1,
    calibrate: "none",
  });
  const [model, version] = [newId("model"), newId("version")];
  const bytes = encodeText(trained, { labels: labels.map((row) => row.id) });
  const { hash } = await storeFile(world, bytes, { workspace, project, owner: version, path: "artifact" });
  await sql`insert into model (id, workspace, project, question, name)
    values (${model}, ${workspace}, ${project}, (select id from question where project = ${project} order by position limit 1), 'm')`.execute(
    world.db,
  );
  await sql`insert into version (id, model, number, artifact, bytes, signature, profile, metrics, approval, created_by)
    values (${version}, ${model}, 1, ${hash}, 1, ${JSON.stringify({ labels })}, '{}', '{}', 'approved', 'p')`.execute(
    world.db,
  );
  await deployVersion(world, { workspace, project, by: "p", reason: "", name: "served", version: "1" });
  serving = await startServing(world, "test");
});
afterAll(async () => {
  await serving.stop();
  await opened.close();
});

test("a rename whose news was missed reaches what is served once it is known that news may be missing", async () => {
  expect(names()).toEqual(["cat", "dog"]);
  await rename("cat", "kitten");
  await serving.refresh();
  expect(names()).toEqual(["cat", "dog"]);
  serving.renamed("all");
  await serving.refresh();
  expect(names()).toEqual(["kitten", "dog"]);
});

test("a rename that could not be looked up at once is looked up when the database is there again", async () => {
  await rename("kitten", "tomcat");
  await sql`alter table question rename to question_away`.execute(opened.world.db);
  serving.renamed("all");
  await serving.refresh();
  await sql`alter table question_away rename to question`.execute(opened.world.db);
  await serving.refresh();
  expect(names()).toEqual(["tomcat", "dog"]);
});
