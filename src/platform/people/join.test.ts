import { afterAll, beforeAll, expect, test } from "vitest";
import { testWorld } from "#tests/world";
import { openAuth } from "./auth.ts";
import { invite, join, ownerToken } from "./join.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let auth: Awaited<ReturnType<typeof openAuth>>;
beforeAll(async () => {
  opened = await testWorld();
  auth = await openAuth({ pool: opened.pool, secret: "s".repeat(40), address: "http://127.0.0.1" });
});
afterAll(() => opened.close());

const password = "correct horse battery";

const joinAs = (token: string, email: string, tried = password) =>
  join(opened.world, auth, { token, name: email, email, password: tried });

async function link(role: "owner" | "annotator", project?: `project_${string}`): Promise<string> {
  const made = await invite(opened.world, {
    workspace: opened.workspace,
    project,
    role,
    note: "",
    invitedBy: undefined,
    days: 1,
  });
  return made.token;
}

const rolesOf = async (person: string) =>
  (await opened.world.db.selectFrom("member").select(["project", "role"]).where("person", "=", person).execute()).map(
    ({ project, role }) => `${project ?? "everywhere"} ${role}`,
  );

test("the owner of a project alone does not claim the workspace; joining by a weaker link takes nothing away", async () => {
  const { world, workspace } = opened;
  const project = "project_alone" as const;
  await joinAs(await link("owner", project), "some@example.org");
  const token = await ownerToken(world, workspace);
  expect(token).toBeDefined();
  const { person } = await joinAs(token ?? "", "owner@example.org");
  expect(await ownerToken(world, workspace)).toBeUndefined();
  await joinAs(await link("annotator"), "owner@example.org");
  expect(await rolesOf(person)).toEqual(["everywhere owner"]);
});

test("a stronger link raises a role, each link once", async () => {
  const { person } = await joinAs(await link("annotator"), "raised@example.org");
  expect(await rolesOf(person)).toEqual(["everywhere annotator"]);
  const token = await link("owner");
  await joinAs(token, "raised@example.org");
  expect(await rolesOf(person)).toEqual(["everywhere owner"]);
  await expect(joinAs(token, "raised@example.org")).rejects.toThrow("used already");
});

test("a link lets nobody guess the passwords of others for ever", async () => {
  await joinAs(await link("annotator"), "victim@example.org");
  const token = await link("annotator");
  for (let k = 0; k < 10; k++)
    await expect(joinAs(token, "victim@example.org", `wrong guess number ${k}`)).rejects.toThrow("another password");
  await expect(joinAs(token, "victim@example.org")).rejects.toThrow("Too many wrong passwords");
  await joinAs(await link("annotator"), "victim@example.org");
});
