import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#ids";
import { createProject } from "#label";
import { testApp } from "../app.ts";

let opened: Awaited<ReturnType<typeof testApp>>;
let key = "";
let project = "";
beforeAll(async () => {
  opened = await testApp();
  const { world, workspace, keyOf } = opened;
  const about = { name: "odd", task: "classify", labels: ["a", "b"], guideline: "", auditShare: 0 } as const;
  project = await createProject(world, { workspace, ...about });
  key = await keyOf("owner");
});
afterAll(() => opened.close());

/** The fields that are named by answers of 400 to some calls; the status where it is another. */
async function refusedFields(calls: readonly (readonly [operation: string, body?: unknown])[]) {
  const answers = await Promise.all(calls.map(([operation, body]) => opened.call(key, operation, body)));
  return answers.map(({ status, body }) =>
    status === 400 ? (body as { error: { field?: string } }).error.field : `answered ${status}`,
  );
}

test("a page begins after an id of its kind or a number that a row can hold, and nowhere else", async () => {
  const lists = ["items", "runs", "imports", "evaluations"].map((list) => `GET /projects/${project}/${list}`);
  const wrong = ["nonsense", "9007199254740990", newId("person")];
  const calls = [...lists, "GET /jobs"].flatMap((list) => wrong.map((mark) => [`${list}?after=${mark}`] as const));
  expect(new Set(await refusedFields(calls))).toEqual(new Set(["after"]));
  const known = await opened.call(key, `GET /projects/${project}/items?after=${newId("item")}`);
  expect(known.status).toBe(200);
});

test("a number beyond the integers of the database is refused with the name of its field", async () => {
  const large = 9007199254740990;
  const fields = await refusedFields([
    [`GET /projects/${project}/evaluations?version=${large}`],
    [`GET /projects/${project}/evaluations/none/items?after=${large}`],
    [`PUT /projects/${project}/endpoints/support`, { version: large }],
    [`GET /projects/${project}/versions/${large}`],
  ]);
  expect(fields).toEqual(["version", "after", "version", "version"]);
});

test("NUL and halves of characters are refused before they come to the database, wherever they stand", async () => {
  const odd = (text: string) =>
    refusedFields([
      ["POST /projects", { name: text }],
      [`POST /projects/${project}/versions/1/approval`, { approval: "approved", reason: text }],
      [`POST /projects/${project}/imports/none/start`, { text }],
      [
        `PUT /projects/${project}/annotations/${newId("annotation")}`,
        { item: "x", value: { labels: ["a"] }, suggestion: { source: "live", number: 1, scores: [[text, 1]] } },
      ],
    ]);
  const fields = ["name", "reason", "text", "suggestion.scores.0.0"];
  for (const text of ["a\u0000", "\ud800", "\udfff b"]) expect(await odd(text), JSON.stringify(text)).toEqual(fields);
  expect(await refusedFields([[`GET /projects/${project}%00/items`]])).toEqual(["project"]);
  const whole = await opened.call(key, "POST /projects", { name: "😀 \\ud800" });
  expect(whole).toMatchObject({ status: 200, body: { name: "😀 \\ud800" } });
});

test("a picture that is sent as a folder is no folder", async () => {
  const picture = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(2000, 7)]);
  const address = `http://127.0.0.1/api/v1/projects/${project}/imports?name=a.png&format=folder`;
  const headers = { authorization: `Bearer ${key}` };
  const answer = await opened.app.fetch(new Request(address, { method: "POST", headers, body: picture }));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { field: "format" } });
});

test("changing what is not there is a 404, also where nothing is to be changed", async () => {
  const calls = [
    opened.call(key, `PATCH /projects/${project}/labels/${newId("label")}`, {}),
    opened.call(key, `PATCH /projects/${project}/labels/${newId("label")}`, { retired: true }),
    opened.call(key, `PATCH /projects/${newId("project")}`, {}),
  ];
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([404, 404, 404]);
});

test("a label that is added is named by its id, however its name was typed", async () => {
  const add = async (...names: string[]) => {
    const { body } = await opened.call(key, `POST /projects/${project}/labels`, { names });
    const { labels, meant } = body as { labels: { id: string; name: string }[]; meant: string[] };
    return meant.map((id) => labels.find((label) => label.id === id)?.name);
  };
  expect(await add("two  words", "cafe\u0301", "a")).toEqual(["two words", "caf\u00e9", "a"]);
  expect(await add(" two\u00a0words\u200b", "b ")).toEqual(["two words", "b"]);
});
