import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { listen } from "#platform/database";
import { testWorld } from "#tests/world";
import { announce } from "./announce.ts";
import { deliverOnce } from "./deliver-events.ts";
import type { Happening, Subscriber } from "./event.ts";

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
    facts: { version },
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

test("facts of any length are delivered; screens are told ids only, one message a kind and project", async () => {
  const heard: { kind?: string; count?: number; facts?: unknown }[] = [];
  const listening = await listen({
    url: opened.url,
    channel: "handloom",
    onMessage: (message) => heard.push(message as object),
    onGap: () => undefined,
  });
  for (const sentence of ["x".repeat(20_000), "short"]) {
    const facts = { alert: "alert_00000001", kind: "label-drift", sentence };
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
