import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { listen } from "#platform/database";
import { testWorld } from "#tests/world";
import { announce } from "./announce.ts";
import { deliverOnce } from "./deliver-events.ts";
import type { Happening, Recorder, Subscriber } from "./event.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());
beforeEach(async () => {
  await sql`delete from event; delete from job`.execute(opened.world.db);
});

const project = "project_00000001" as const;
const tell = (version: number) =>
  announce(opened.world, {
    kind: "version.registered",
    workspace: opened.workspace,
    project,
    facts: { version, question: "question_1" },
  });
const jobs = async () =>
  (await opened.world.db.selectFrom("job").select(["name", "input", "project"]).orderBy("id").execute()).map(
    (row) => row,
  );

const follows = (name: string, inputOf: Subscriber<{ version: number }>["inputOf"]): Subscriber =>
  ({
    on: ["version.registered"],
    job: { name, input: z.object({ version: z.number().max(1000) }) },
    title: name,
    inputOf,
  }) as unknown as Subscriber;
const versionOf = (happening: Happening) => (happening.kind === "version.registered" ? happening.facts : undefined);

test("the jobs that follow from an event are asked for once, when it is delivered", async () => {
  await tell(1);
  await announce(opened.world, { kind: "labels.changed", workspace: opened.workspace, project });
  const subscribers = [follows("evaluate", versionOf), follows("never", () => undefined)];
  expect(await deliverOnce(opened.world, subscribers)).toBe(2);
  expect(await deliverOnce(opened.world, subscribers)).toBe(0);
  expect(await jobs()).toEqual([{ name: "evaluate", input: { version: 1 }, project }]);
});

test("a subscriber that throws, or asks for what its job does not take, holds up nobody", async () => {
  await tell(1);
  await tell(2000);
  const broken = follows("broken", () => {
    throw new Error("broken");
  });
  const subscribers = [broken, follows("evaluate", versionOf)];
  expect(await deliverOnce(opened.world, subscribers)).toBe(2);
  expect(await jobs()).toEqual([{ name: "evaluate", input: { version: 1 }, project }]);
});

test("a recorder writes in the transaction that delivers; one that fails writes nothing, and holds up nobody", async () => {
  await tell(1);
  await announce(opened.world, { kind: "labels.changed", workspace: opened.workspace, project });
  await tell(2);
  const heard: number[] = [];
  const row = (id: string) => sql`insert into loose_blob (workspace, blob) values (${opened.workspace}, ${id})`;
  const good: Recorder = {
    on: ["version.registered"],
    async record({ db }, told) {
      heard.push(...told.map((one) => versionOf(one)?.version ?? 0));
      await row("good").execute(db);
    },
  };
  const broken: Recorder = {
    on: ["version.registered"],
    async record({ db }) {
      await row("broken").execute(db);
      await sql`select * from nowhere`.execute(db);
    },
  };
  expect(await deliverOnce(opened.world, [broken, good, follows("evaluate", versionOf)])).toBe(3);
  expect(heard.sort()).toEqual([1, 2]);
  const { rows } = await sql`select blob from loose_blob`.execute(opened.world.db);
  expect(rows).toEqual([{ blob: "good" }]);
  expect(await jobs()).toHaveLength(2);
});

test.each(["40P01", "53100", "58030"])(
  "where the database stumbled (%s) while a recorder wrote, all of it is tried again",
  async (code) => {
    await tell(1);
    let isFirst = true;
    const stumbles: Recorder = {
      on: ["version.registered"],
      async record() {
        if (isFirst) throw Object.assign(new Error("deadlock"), { code });
      },
    };
    await expect(deliverOnce(opened.world, [stumbles])).rejects.toThrow("deadlock");
    isFirst = false;
    expect(await deliverOnce(opened.world, [stumbles])).toBe(1);
  },
);

test("facts of any length are delivered; screens are told ids only, one message a kind and project", async () => {
  const heard: { kind?: string; count?: number; facts?: unknown }[] = [];
  const listening = await listen({
    url: opened.url,
    channel: "handloom",
    onMessage: (message) => heard.push(message as object),
    onGap: () => undefined,
  });
  for (const sentence of ["x".repeat(20_000), "short"]) {
    const facts = { alert: "alert_00000001", kind: "label-drift", sentence, question: "question_1" };
    await announce(opened.world, { kind: "alert.opened", workspace: opened.workspace, project, facts });
  }
  expect(await deliverOnce(opened.world, [])).toBe(2);
  await expect.poll(() => heard.length).toBe(1);
  expect(heard[0]).toEqual({ kind: "alert.opened", workspace: opened.workspace, project, count: 2 });
  await listening.stop();
});

test("what the catalogue does not know cannot be told", async () => {
  const wrong = { kind: "version.registered", workspace: opened.workspace, facts: { number: 1 } };
  await expect(announce(opened.world, wrong as never)).rejects.toThrow();
});
