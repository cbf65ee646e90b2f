import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Id } from "#ids";
import { createProject, readQuestion } from "#label";
import { keepFile } from "#platform/blobs";
import { transaction } from "#platform/database";
import { testWorld } from "#tests/world";
import { createRun } from "#train";
import { approveVersion, dropAlias, promoteVersion } from "./promote-version.ts";
import { listVersions, readNewestAndChampion, readVersion } from "./read-versions.ts";
import { registerVersion } from "./register-version.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;

/** A project with so many registered versions, and what people do with them. */
async function registered(versions: number) {
  const { world, workspace } = opened;
  const common = { task: "classify", labels: [], guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: `registered ${++count}`, ...common });
  const made: { run: Id<"run">; number: number }[] = [];
  for (let k = 0; k < versions; k++) made.push(await register(project));
  const by = { workspace, project, by: "p", reason: "it is better" };
  const aliases = async () => {
    const rows = await listVersions(world, { project });
    return Object.fromEntries(rows.flatMap((row) => row.aliases.map((alias) => [alias, row.number])));
  };
  const version = (name: string) => readVersion(world, { project, version: name });
  return { project, by, made, aliases, version };
}

async function register(project: Id<"project">, before?: Id<"run">) {
  const { world, workspace } = opened;
  const options = { recipe: "text-linear", seed: 1, features: "words" } as const;
  const { id: question } = await readQuestion(world, project);
  const run = before ?? (await createRun(world, { project, question, options, askedBy: "p" }));
  const blob = await world.blobs.receive(workspace, new TextEncoder().encode("a model"));
  await transaction(world.db, (db) => keepFile({ db }, blob, { workspace, project, owner: run, path: "model" }));
  const measured = { value: 0.9, low: 0.8, high: 0.95 };
  const { number } = await registerVersion(world, {
    ...{ workspace, project, question, run, by: "p" },
    artifact: { hash: blob.hash, bytes: blob.bytes },
    signature: { kind: "text-linear", field: "text", labels: [] },
    profile: {} as never,
    metrics: { accuracy: measured, measuredOn: "audit", items: 19 },
  });
  return { run, number };
}

test("runs become versions 1, 2, 3; a run that is registered again keeps its number", async () => {
  const { project, made, version } = await registered(3);
  expect(made.map((one) => one.number)).toEqual([1, 2, 3]);
  expect(await register(project, made[1]?.run)).toMatchObject({ number: 2 });
  expect(await version("newest")).toMatchObject({ number: 3, approval: "pending", aliases: [] });
});

test("two runs that register at the same time get two numbers", async () => {
  const { project } = await registered(0);
  const made = await Promise.all([register(project), register(project), register(project)]);
  expect(made.map((one) => one.number).sort()).toEqual([1, 2, 3]);
});

test("promoting approves a version and takes the alias from the one that had it, and from no other model", async () => {
  const { world } = opened;
  const [{ by, aliases, version }, other] = [await registered(2), await registered(1)];
  await promoteVersion(world, { ...other.by, version: "1", alias: "champion" });
  await promoteVersion(world, { ...by, version: "1", alias: "champion" });
  await promoteVersion(world, { ...by, version: "2", alias: "champion" });
  expect(await aliases()).toEqual({ champion: 2 });
  expect(await other.aliases()).toEqual({ champion: 1 });
  expect(await version("champion")).toMatchObject({ number: 2, approval: "approved", approvalReason: "it is better" });
  expect(await version("1")).toMatchObject({ approval: "approved", aliases: [] });
});

test("an alias can be given back to an earlier version, and taken away", async () => {
  const { world } = opened;
  const { by, aliases, project, version } = await registered(2);
  for (const number of ["1", "2", "1"]) await promoteVersion(world, { ...by, version: number, alias: "champion" });
  expect(await aliases()).toEqual({ champion: 1 });
  await dropAlias(world, { project, question: undefined, alias: "champion" });
  expect(await aliases()).toEqual({});
  await expect(version("champion")).rejects.toMatchObject({ kind: "missing" });
});

test("a rejected version loses all its aliases; promoting it again approves it again", async () => {
  const { world } = opened;
  const { by, aliases, version } = await registered(2);
  for (const alias of ["champion", "shadow"]) await promoteVersion(world, { ...by, version: "2", alias });
  await promoteVersion(world, { ...by, version: "1", alias: "old" });
  await approveVersion(world, { ...by, version: "champion", approval: "rejected", reason: "it is worse" });
  expect(await aliases()).toEqual({ old: 1 });
  expect(await version("2")).toMatchObject({ approval: "rejected", approvalReason: "it is worse", approvedBy: "p" });
  await promoteVersion(world, { ...by, version: "2", alias: "champion" });
  expect(await version("champion")).toMatchObject({ number: 2, approval: "approved" });
});

test("a decision that is taken back names nobody", async () => {
  const { by, version } = await registered(1);
  await approveVersion(opened.world, { ...by, version: "1", approval: "approved" });
  await approveVersion(opened.world, { ...by, version: "1", approval: "pending" });
  const { approval, approvedBy, approvedAt } = await version("1");
  expect({ approval, approvedBy, approvedAt }).toEqual({ approval: "pending" });
});

test('"newest" is no alias to give, and a version that is not there is named; neither changes anything', async () => {
  const { by, aliases } = await registered(1);
  expect(() => promoteVersion(opened.world, { ...by, version: "1", alias: "newest" })).toThrow('"newest" always means');
  await expect(promoteVersion(opened.world, { ...by, version: "9", alias: "champion" })).rejects.toThrow(
    'There is no version "9"',
  );
  expect(await aliases()).toEqual({});
});

test("every decision is recorded with who took it and why", async () => {
  const { by, version } = await registered(1);
  await promoteVersion(opened.world, { ...by, version: "1", alias: "champion" });
  const { id } = await version("1");
  const rows = await opened.world.db.selectFrom("audit_entry").selectAll().where("object", "=", id).execute();
  expect(rows).toEqual([
    expect.objectContaining({ actor: "p", act: "version.approved", facts: { reason: "it is better" } }),
  ]);
});

test("a version that was measured on under 20 items says that its figures are too few to say", async () => {
  const { version } = await registered(1);
  expect(await version("1")).toMatchObject({ items: 19, tooFew: true });
});

const championOf = async (project: Id<"project">) =>
  readNewestAndChampion(opened.world, { project, question: (await readQuestion(opened.world, project)).id });

test("a champion is found however many versions came after it", async () => {
  const { world } = opened;
  const { by, project, aliases } = await registered(1);
  expect(await championOf(project)).toMatchObject({ newest: { number: 1 }, champion: undefined });
  await promoteVersion(world, { ...by, version: "1", alias: "champion" });
  await sql`insert into version (id, model, number, artifact, bytes, signature, profile, metrics, created_by)
    select version.id || k, model, k, artifact, bytes, signature, profile, metrics, version.created_by
    from version join model on model.id = version.model, generate_series(2, 600) as k
    where model.project = ${project}`.execute(world.db);
  const { newest, champion } = await championOf(project);
  expect([newest?.number, newest?.aliases, champion?.number, champion?.aliases]).toEqual([600, [], 1, ["champion"]]);
  expect(await aliases()).toEqual({});
  const none = await registered(0);
  expect(await championOf(none.project)).toEqual({ newest: undefined, champion: undefined });
});
