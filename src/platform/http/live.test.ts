import { expect, test } from "vitest";
import { liveScreens } from "./live.ts";

const place = { workspace: "workspace_a", project: "project_a" } as never;
const news = { kind: "annotation.given", workspace: "workspace_a", project: "project_a" };

const read = async (response: Response): Promise<string> => {
  const { value } = (await response.body?.getReader().read()) ?? {};
  return new TextDecoder().decode(value);
};

test("a screen hears what happens in its project, and nothing of another", async () => {
  const screens = liveScreens();
  const reader = screens.open(place, new AbortController().signal).body?.getReader();
  screens.tell({ ...news, project: "project_b" });
  screens.tell(news);
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
  const gone = screens.open(place, early.signal);
  const cancelled = screens.open(place, new AbortController().signal);
  await cancelled.body?.cancel();
  const left = new AbortController();
  screens.open(place, left.signal);
  left.abort();
  const stays = screens.open(place, new AbortController().signal);
  screens.tell(news);
  screens.gap();
  screens.close();
  expect(await read(gone)).toBe("");
  expect(await read(stays)).toContain("open");
});
