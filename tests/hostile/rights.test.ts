import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import { type Id, newId } from "#ids";
import { createProject } from "#label";
import { type Role, roles } from "#platform/access/contract";
import { testApp } from "../app.ts";

// A right follows the effect: what one may not do by one route, no other route does.

let opened: Awaited<ReturnType<typeof testApp>>;
let project: Id<"project">;
const keys = new Map<Role, string>();
const keyOf = (role: Role) => keys.get(role) ?? "";

beforeAll(async () => {
  opened = await testApp();
  const common = { task: "classify", labels: ["yes", "no"], guideline: "", auditShare: 0 } as const;
  project = await createProject(opened.world, { workspace: opened.workspace, name: "rights", ...common });
  for (const role of roles) keys.set(role, await opened.keyOf(role));
});
afterAll(() => opened.close());

type Named = { id: string; name: string; retired?: boolean };
const labelsNow = async () =>
  (await opened.world.db.selectFrom("label").select(["id", "name", "retired_at"]).orderBy("position").execute()).map(
    (row) => `${row.name} ${row.retired_at ? "retired" : "here"}`,
  );

test("who may not change labels brings none back by adding its name, in whatever company", async () => {
  const { body } = await opened.call(keyOf("admin"), `POST /projects/${project}/labels`, { names: ["old"] });
  const old = (body as { labels: Named[] }).labels.find((one) => one.name === "old")?.id;
  await opened.call(keyOf("admin"), `PATCH /projects/${project}/labels/${old}`, { retired: true });
  expect(await labelsNow()).toContain("old retired");
  for (const role of ["annotator", "reviewer"] as const)
    for (const names of [["old"], ["fresh", "old"], ["old", "old"]]) {
      const answer = await opened.call(keyOf(role), `POST /projects/${project}/labels`, { names });
      expect(answer).toMatchObject({ status: 403, body: { error: { field: "names" } } });
    }
  expect(await labelsNow()).toEqual(["yes here", "no here", "old retired"]);
  const added = await opened.call(keyOf("annotator"), `POST /projects/${project}/labels`, { names: ["fresh"] });
  expect(added.status).toBe(200);
  const back = await opened.call(keyOf("admin"), `POST /projects/${project}/labels`, { names: ["old"] });
  expect(back.status).toBe(200);
  expect(await labelsNow()).toContain("old here");
});

test("who may not retire labels merges none, nor brings a merged one back by any route, and a key needs the scope", async () => {
  const all = async () => {
    const { body } = await opened.call(keyOf("admin"), `POST /projects/${project}/labels`, { names: ["twin", "Twin"] });
    return (body as { labels: Named[] }).labels;
  };
  const [twin, other] = ["twin", "Twin"].map(async (name) => (await all()).find((one) => one.name === name)?.id);
  const [from, into] = [await twin, await other];
  const merge = (token: string, body: unknown = { into }) =>
    opened.call(token, `POST /projects/${project}/labels/${from}/merge`, body);
  const before = await labelsNow();
  for (const role of ["viewer", "annotator", "reviewer"] as const) expect((await merge(keyOf(role))).status).toBe(403);
  const owner = await opened.personWith("owner");
  expect((await merge(await opened.makeKey(owner, opened.workspace, ["read", "label", "import"]))).status).toBe(403);
  for (const body of [{}, { into: from }, { into: "label_none" }, { into: 7 }])
    expect(await merge(keyOf("admin"), body)).toMatchObject({ status: 400, body: { error: { field: "into" } } });
  expect(await labelsNow()).toEqual(before);
  const merged = await merge(keyOf("admin"));
  expect(merged).toMatchObject({ status: 200, body: { label: { id: into }, job: expect.stringMatching(/^job_/) } });
  const now = await labelsNow();
  expect(now).toContain("twin retired");
  for (const names of [["twin"], ["Twin", "twin"]])
    expect((await opened.call(keyOf("annotator"), `POST /projects/${project}/labels`, { names })).status).toBe(200);
  const back = await opened.call(keyOf("owner"), `PATCH /projects/${project}/labels/${from}`, { retired: false });
  expect(back).toMatchObject({ status: 409, body: { error: { field: "label" } } });
  expect(await labelsNow()).toEqual(now);
  // The job that follows is cancelled only by those who may merge.
  const { job } = merged.body as { job: string };
  expect((await opened.call(keyOf("reviewer"), `POST /jobs/${job}/cancel`)).status).toBe(403);
  expect((await opened.call(keyOf("admin"), `POST /jobs/${job}/cancel`)).status).toBe(200);
});

async function newImport(askedBy: string): Promise<string> {
  const { world, workspace } = opened;
  const body = (async function* () {
    yield new TextEncoder().encode("text\none\n");
  })();
  const file = { workspace, project, name: "m.csv", format: undefined, askedBy, body };
  const { import: id } = await uploadImport(world, file);
  const options = { duplicates: "skip" as const, minPerClass: 1 };
  const started = await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy });
  return started.job;
}

const stateOf = async (job: string) =>
  (
    await opened.world.db
      .selectFrom("job")
      .select("state")
      .where("id", "=", job as Id<"job">)
      .executeTakeFirst()
  )?.state;

test("who may not import cancels nobody's import; who may, does", async () => {
  const job = await newImport("person_else");
  for (const role of ["viewer", "annotator", "reviewer"] as const) {
    expect((await opened.call(keyOf(role), `POST /jobs/${job}/cancel`)).status).toBe(403);
    expect(await stateOf(job)).toBe("queued");
  }
  expect((await opened.call(keyOf("admin"), `POST /jobs/${job}/cancel`)).status).toBe(200);
  expect(await stateOf(job)).toBe("cancelled");
});

test("an annotator cancels a training, which annotators may ask for, a viewer does not", async () => {
  const job = newId("job");
  const row = { workspace: opened.workspace, project, name: "standard-flow", title: "t", input: {} };
  await opened.world.db
    .insertInto("job")
    .values({ id: job, ...row, state: "queued", asked_by: "person_else" } as never)
    .execute();
  expect((await opened.call(keyOf("viewer"), `POST /jobs/${job}/cancel`)).status).toBe(403);
  expect((await opened.call(keyOf("annotator"), `POST /jobs/${job}/cancel`)).status).toBe(200);
});

test("a job of a kind that nobody knows any more is cancelled by admins only", async () => {
  const job = newId("job");
  const row = { workspace: opened.workspace, project, name: "of-another-version", title: "t", input: {} };
  await opened.world.db
    .insertInto("job")
    .values({ id: job, ...row, state: "queued", asked_by: "person_else" } as never)
    .execute();
  expect((await opened.call(keyOf("reviewer"), `POST /jobs/${job}/cancel`)).status).toBe(403);
  expect((await opened.call(keyOf("admin"), `POST /jobs/${job}/cancel`)).status).toBe(200);
});

test("a key cancels what its scope lets it start, not what else its owner may", async () => {
  const owner = await opened.personWith("owner");
  const job = await newImport("person_else");
  const trains = await opened.makeKey(owner, opened.workspace, ["read", "train"]);
  expect((await opened.call(trains, `POST /jobs/${job}/cancel`)).status).toBe(403);
  const imports = await opened.makeKey(owner, opened.workspace, ["read", "import"]);
  expect((await opened.call(imports, `POST /jobs/${job}/cancel`)).status).toBe(200);
});

test("two last owners who demote each other at once do not both succeed", async () => {
  const { world } = opened;
  for (let round = 0; round < 5; round++) {
    const workspace = newId("workspace");
    await world.db
      .insertInto("workspace")
      .values({ id: workspace, name: `w ${round}` })
      .execute();
    const people = [await opened.personWith("owner", workspace), await opened.personWith("owner", workspace)];
    const tokens = await Promise.all(people.map((person) => opened.makeKey(person, workspace, ["read", "manage"])));
    const demote = (by: number, whom: number) =>
      opened.call(tokens[by] ?? "", "PUT /members", { person: people[whom], role: "viewer" });
    const answers = await Promise.all([demote(0, 1), demote(1, 0)]);
    expect(answers.map((one) => one.status).sort()).toEqual([200, expect.any(Number)]);
    const owners = await world.db
      .selectFrom("member")
      .select("person")
      .where("workspace", "=", workspace)
      .where("role", "=", "owner")
      .execute();
    expect(owners).toHaveLength(1);
  }
});
