import { expect, test } from "vitest";
import { liveScreens } from "./live.ts";

const place = { workspace: "workspace_a", project: "project_a" } as never;
const news = { kind: "annotation.given", workspace: "workspace_a", project: "project_a" };

const yes = async () => "yes" as const;
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

const read = async (response: Response): Promise<string> => {
  const { value } = (await response.body?.getReader().read()) ?? {};
  return new TextDecoder().decode(value);
};

test("a screen hears what happens in its project, and nothing of another", async () => {
  const screens = liveScreens();
  const reader = screens.open(place, new AbortController().signal, yes).body?.getReader();
  screens.tell({ ...news, project: "project_b" });
  screens.tell(news);
  await settled();
  screens.close();
  const heard = [];
  for (let one = await reader?.read(); one && !one.done; one = await reader?.read())
    heard.push(new TextDecoder().decode(one.value));
  expect(heard.map((text) => JSON.parse(text.slice(6)).kind)).toEqual(["open", "annotation.given"]);
});

test("screens that left before, while or after they were opened disturb nobody", async () => {
  const screens = liveScreens();
  const early = new AbortController();
  early.abort();
  const gone = screens.open(place, early.signal, yes);
  const cancelled = screens.open(place, new AbortController().signal, yes);
  await cancelled.body?.cancel();
  const left = new AbortController();
  screens.open(place, left.signal, yes);
  left.abort();
  const stays = screens.open(place, new AbortController().signal, yes);
  screens.tell(news);
  screens.gap();
  await settled();
  screens.close();
  expect(await read(gone)).toBe("");
  expect(await read(stays)).toContain("open");
});

test("a screen whose permission was taken away hears nothing more and is closed", async () => {
  const screens = liveScreens();
  let may = true;
  const reader = screens
    .open(place, new AbortController().signal, async () => (may ? "yes" : "gone"))
    .body?.getReader();
  may = false;
  screens.tell(news);
  const first = await reader?.read();
  expect(new TextDecoder().decode(first?.value)).toContain("open");
  expect((await reader?.read())?.done).toBe(true);
  screens.close();
});

test("a reader of a whole workspace hears of the projects that they may see", async () => {
  const screens = liveScreens();
  const mayHear = async (about: { project?: string | undefined } | undefined) =>
    about?.project === "project_b" ? "no" : "yes";
  const reader = screens.open({ workspace: "workspace_a" }, new AbortController().signal, mayHear).body?.getReader();
  screens.tell(news);
  screens.tell({ ...news, project: "project_b" });
  screens.tell({ ...news, project: null });
  await settled();
  screens.close();
  const heard = [];
  for (let one = await reader?.read(); one && !one.done; one = await reader?.read())
    heard.push(new TextDecoder().decode(one.value));
  expect(heard.map((text) => JSON.parse(text.slice(6)).project)).toEqual([undefined, "project_a", null]);
});
