import { afterAll, beforeAll, expect, test } from "vitest";
import { addItems, readContent } from "#collect";
import type { Id } from "#ids";
import { testWorld } from "#tests/world";
import { exportLabels } from "../files/export-labels.ts";
import { currentLabels } from "../live/live-state.ts";
import { createProject } from "../questions/create-project.ts";
import { readLabels } from "../questions/read-labels.ts";
import { readExamples } from "../snapshots/read-snapshot.ts";
import { takeSnapshot } from "../snapshots/take-snapshot.ts";
import { handOutTasks } from "../tasks/hand-out-tasks.ts";
import { firstQuestion, giveLabel } from "../test-answers.ts";
import { addFileItem } from "./add-file-item.ts";
import { listItems } from "./list-items.ts";
import { removeItems } from "./remove-items.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;
async function newProject() {
  const { world, workspace } = opened;
  const about = { task: "classify", labels: ["yes", "no"], guideline: "", auditShare: 0 } as const;
  return createProject(world, { workspace, name: `files ${++count}`, ...about });
}

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const send = (
  project: Id<"project">,
  body: Uint8Array,
  name: string,
  { type = "application/octet-stream", split }: { type?: string; split?: "test" } = {},
) =>
  addFileItem(opened.world, {
    workspace: opened.workspace,
    project,
    name,
    type,
    split,
    body: (async function* () {
      for (let at = 0; at < body.length; at += 5) yield body.subarray(at, at + 5);
    })(),
  });

test("a file is an item: handed out, labelled, listed by its name, and its bytes come back as they were", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  const made = await send(project, png, "dot.png");
  expect(made.added).toBe("now");
  expect(await send(project, png, "again.png")).toEqual({ item: made.item, added: "before" });
  const { tasks } = await handOutTasks(world, { project, person: "person_a", count: 2 });
  expect(tasks).toMatchObject([
    { item: made.item, text: "dot.png", file: { type: "image/png", bytes: png.length, name: "dot.png" } },
  ]);
  const question = await firstQuestion(world, project);
  const label = (await readLabels(world, question))[0]?.id ?? "";
  const { item } = made;
  const by = { workspace, project, item, author: "person_a", authorKind: "person", mayReview: "no" } as const;
  await giveLabel(world, { ...by, annotation: "annotation_of_the_dot", value: { labels: [label] } });
  const found = await listItems(world, { project, limit: 5, search: "DOT" });
  expect(found.rows).toMatchObject([{ id: item, text: "dot.png", file: { type: "image/png" }, answers: [{ label }] }]);
  const answer = await readContent(world, { workspace, project, item });
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
  expect(answer.headers.get("content-type")).toBe("image/png");
  expect(answer.headers.get("content-disposition")).toBe("inline; filename*=UTF-8''dot.png");
  let lines = "";
  const wanted = { project, format: "jsonl", only: "labelled", split: undefined, reader: "programs" } as const;
  for await (const part of exportLabels(world, wanted)) lines += new TextDecoder().decode(part);
  expect(JSON.parse(lines)).toMatchObject({ id: item, file: { name: "dot.png" }, label: "yes" });
});

test("what is no image by its bytes is saved, never shown as a page of ours; an empty file is refused", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  const page = Buffer.from("<script>alert(1)</script>");
  for (const type of ["text/html", "image/png"]) {
    const { item } = await send(await newProject(), page, "x.html", { type }).then((made) => made);
    const owner = await world.db
      .selectFrom("item")
      .innerJoin("project", "project.dataset", "item.dataset")
      .select("project.id")
      .where("item.id", "=", item)
      .executeTakeFirstOrThrow();
    const answer = await readContent(world, { workspace, project: owner.id, item });
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment/);
    expect(answer.headers.get("content-security-policy")).toContain("sandbox");
  }
  await expect(send(project, Buffer.from(""), "none")).rejects.toMatchObject({ facts: { field: "body" } });
  expect((await listItems(world, { project, limit: 5 })).rows).toEqual([]);
});

test("models of texts never see files, labelled or not; a file's bytes go with its item", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  const question = await firstQuestion(world, project);
  const label = (await readLabels(world, question))[0]?.id ?? "";
  const { item } = await send(project, png, "dot.png");
  const [text] = await addItems(world, { project, texts: [{ text: "a text" }] });
  for (const one of [item, text?.item as Id<"item">])
    await giveLabel(world, {
      ...{ workspace, project, item: one, author: "person_a", authorKind: "person", mayReview: "no" },
      annotation: `annotation_${one.slice(5)}`,
      value: { labels: [label] },
    });
  expect((await currentLabels(world, { project, question, limit: 9 })).map((one) => one.item)).toEqual([text?.item]);
  const { id, labelled } = await takeSnapshot(world, { project, question, workspace });
  expect(labelled).toBe(2);
  const seen: string[] = [];
  for await (const some of readExamples(world, { snapshot: id, workspace, parts: ["learn"] }))
    seen.push(...some.map((one) => one.text));
  expect(seen).toEqual(["a text"]);
  const files = () => world.db.selectFrom("file").select("path").where("owner", "=", item).execute();
  expect(await files()).toEqual([{ path: "content" }]);
  expect(await removeItems(world, { workspace, project, items: [item] })).toBe(1);
  expect(await files()).toEqual([]);
});

test("a file has the task of the split it came with, also when it is sent again without", async () => {
  const { world } = opened;
  const project = await newProject();
  const { item } = await send(project, png, "dot.png", { split: "test" });
  await world.db.deleteFrom("task").where("item", "=", item).execute();
  await send(project, png, "dot.png");
  const task = await world.db.selectFrom("task").select(["role", "blind"]).where("item", "=", item).executeTakeFirst();
  expect(task).toEqual({ role: "test", blind: true });
});
