import { afterAll, beforeAll, expect, test } from "vitest";
import { addItems } from "#collect";
import { type Id, newId } from "#ids";
import { patient, testWorld } from "#tests/world";
import { listItems } from "../items/list-items.ts";
import { createProject } from "../questions/create-project.ts";
import { labelNames } from "../questions/read-labels.ts";
import { makeTasks } from "../tasks/make-tasks.ts";
import { firstQuestion, giveLabel } from "../test-answers.ts";
import { countAuthors } from "./snapshot-authors.ts";
import { takeSnapshot } from "./take-snapshot.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;
beforeAll(async () => {
  opened = await testWorld();
  const common = { task: "classify", labels: ["yes", "no"], guideline: "", auditShare: 0 } as const;
  project = await createProject(opened.world, { workspace: opened.workspace, name: "frozen", ...common });
});
afterAll(() => opened.close());

const add = (from: number, to: number) =>
  addItems(opened.world, {
    project,
    texts: Array.from({ length: to - from }, (_, k) => ({ text: `text ${from + k}` })),
  });

test("a snapshot is one view of all its chunks, although others commit while it is taken", async () => {
  const { world, workspace } = opened;
  await add(0, 25);
  let chunks = 0;
  const receive: typeof world.blobs.receive = async (...given) => {
    chunks++;
    await add(100 * chunks, 100 * chunks + 7);
    return world.blobs.receive(...given);
  };
  const about = { project, question: await firstQuestion(world, project), workspace, chunkRows: 10 };
  const taken = await takeSnapshot({ ...world, blobs: { ...world.blobs, receive } }, about);
  expect(chunks).toBe(3);
  expect(taken.items).toBe(25);
  expect((await takeSnapshot(world, about)).items).toBe(25 + 3 * 7);
});

test("the same state is the same snapshot, and no half-taken one leaves bytes", async () => {
  const { world, workspace } = opened;
  const about = { project, question: await firstQuestion(world, project), workspace, chunkRows: 10 };
  const [one, other] = [await takeSnapshot(world, about), await takeSnapshot(world, about)];
  expect(other).toEqual(one);
  const stopped = new AbortController();
  const dropped: string[] = [];
  const receive: typeof world.blobs.receive = async (...given) => {
    const received = await world.blobs.receive(...given);
    stopped.abort(new Error("stopped"));
    return { ...received, drop: async () => void dropped.push(received.hash) };
  };
  const cut = takeSnapshot({ ...world, blobs: { ...world.blobs, receive } }, { ...about, signal: stopped.signal });
  await expect(cut).rejects.toThrow("stopped");
  expect(dropped).toHaveLength(1);
});

test("whose answers snapshots of an older release teach with is counted by tidying", async () => {
  const { world, workspace } = opened;
  const [label] = [...(await labelNames(world, project)).keys()];
  const { rows } = await listItems(world, { project, limit: 5 });
  await makeTasks(world.db, { project, items: rows.map((row) => row.id as Id<"item">) });
  for (const [at, { id }] of rows.entries())
    await giveLabel(world, {
      ...{
        annotation: newId("annotation"),
        workspace,
        project,
        item: id as Id<"item">,
        value: { labels: [label ?? ""] },
      },
      ...{ author: at < 2 ? "person_a" : "person_b", authorKind: "person", mayReview: "no" },
    });
  const { id } = await takeSnapshot(world, {
    project,
    question: await firstQuestion(world, project),
    workspace,
    chunkRows: 10,
  });
  const authors = async () =>
    (await world.db.selectFrom("snapshot").select("authors").where("id", "=", id).executeTakeFirstOrThrow()).authors;
  const taken = await authors();
  expect(taken).toEqual({
    annotations: 5,
    people: [
      { author: "person_b", kind: "person", annotations: 3 },
      { author: "person_a", kind: "person", annotations: 2 },
    ],
  });
  await world.db.updateTable("snapshot").set({ authors: null }).where("id", "=", id).execute();
  await countAuthors(world, patient);
  expect(await authors()).toEqual(taken);
});
