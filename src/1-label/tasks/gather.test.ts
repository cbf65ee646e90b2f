import { expect, test } from "vitest";
import type { Id } from "#ids";
import { gatherByProject } from "./gather.ts";

interface Asked {
  readonly project: Id<"project">;
  readonly name: string;
}

/** What gathers, with the names that each request was for, and a way to let the one that is under way end. */
function gathering(given: { together: number; fails?: readonly string[]; with?: Error; patience?: number }) {
  const requests: string[][] = [];
  const ends: (() => void)[] = [];
  const ask = async (_world: unknown, all: readonly Asked[]): Promise<readonly string[]> => {
    requests.push(all.map(({ name }) => name));
    await new Promise<void>((resolve) => {
      ends.push(resolve);
    });
    const failing = all.find(({ name }) => given.fails?.includes(name));
    if (failing) throw given.with ?? new Error(`${failing.name} failed`);
    return all.map(({ name }) => `${name} done`);
  };
  const gathered = gatherByProject(ask, { ...given, apart: ({ name }: Asked) => name[0] ?? "" });
  const world = { db: { isTransaction: false } };
  const asking = (name: string, project = "project_1") => gathered(world, { name, project: project as Id<"project"> });
  /** Ends requests until nobody waits, and gives what came of those that were asked for. */
  const settle = async (all: readonly Promise<string>[]) => {
    const settled = Promise.allSettled(all);
    let isOver = false;
    void settled.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      for (const end of ends.splice(0)) end();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return (await settled).map((one) => (one.status === "fulfilled" ? one.value : String(one.reason)));
  };
  return { gathered, requests, asking, settle };
}

test("whoever comes alone is asked for at once, those who come meanwhile together after it, and each gets its own", async () => {
  const { requests, asking, settle } = gathering({ together: 3 });
  const all = ["a", "b", "c", "d", "e"].map((name) => asking(name));
  expect(requests).toEqual([["a"]]);
  expect(await settle(all)).toEqual(["a done", "b done", "c done", "d done", "e done"]);
  expect(requests).toEqual([["a"], ["b", "c", "d"], ["e"]]);
  expect(await settle([asking("f")])).toEqual(["f done"]);
  expect(requests.at(-1)).toEqual(["f"]);
});

test("projects do not wait for each other, and two that must stay apart are not asked for together", async () => {
  const { requests, asking, settle } = gathering({ together: 9 });
  const all = [asking("a"), asking("b1"), asking("c"), asking("b2"), asking("x", "project_2")];
  expect(requests).toEqual([["a"], ["x"]]);
  await settle(all);
  expect(requests.slice(2)).toEqual([["b1", "c"], ["b2"]]);
});

test("where many fail each is asked for alone, and only those fail that fail alone", async () => {
  const { requests, asking, settle } = gathering({ together: 9, fails: ["c"] });
  const all = ["a", "b", "c", "d"].map((name) => asking(name));
  expect(await settle(all)).toEqual(["a done", "b done", "Error: c failed", "d done"]);
  expect(requests).toEqual([["a"], ["b", "c", "d"], ["b"], ["c"], ["d"]]);
});

test("where the connection is lost all are told at once, and nobody asks again", async () => {
  const gone = Object.assign(new Error("Connection terminated"), { code: "ECONNRESET" });
  const { requests, asking, settle } = gathering({ together: 9, fails: ["c"], with: gone });
  const all = ["a", "b", "c"].map((name) => asking(name));
  expect(await settle(all)).toEqual(["a done", String(gone), String(gone)]);
  expect(requests).toEqual([["a"], ["b", "c"]]);
});

test("nobody waits long for a request that does not end", async () => {
  const { requests, asking, settle } = gathering({ together: 9, patience: 20 });
  const all = ["a", "b", "c"].map((name) => asking(name));
  await expect.poll(() => requests).toEqual([["a"], ["b", "c"]]);
  expect(await settle(all)).toEqual(["a done", "b done", "c done"]);
  expect(await settle([asking("d")])).toEqual(["d done"]);
});

test("in a transaction nobody waits for others", async () => {
  const { gathered, requests, settle } = gathering({ together: 9 });
  const world = { db: { isTransaction: true } };
  const all = ["a", "b"].map((name) => gathered(world, { name, project: "project_1" as Id<"project"> }));
  expect(requests).toEqual([["a"], ["b"]]);
  expect(await settle(all)).toEqual(["a done", "b done"]);
});
