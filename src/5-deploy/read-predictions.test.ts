import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#ids";
import { createProject } from "#label";
import { testWorld } from "#tests/world";
import { openPredictionLog } from "./prediction-log.ts";
import { listPredictions } from "./read-predictions.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

test("every logged text is given whole, however long; a page of long ones ends early, and says where it goes on", async () => {
  const { world, workspace } = opened;
  const common = { task: "classify", labels: ["yes"], guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: "long", ...common });
  const [endpoint, version, label] = [newId("endpoint"), newId("version"), newId("label")];
  const log = openPredictionLog(world, { texts: "yes" });
  const texts = Array.from({ length: 27 }, (_, at) => `${at} ${"x".repeat(600_000)}`);
  for (const text of texts) {
    const one = { endpoint, version, label, at: new Date(), score: 0.9, unseen: 0, milliseconds: 1 };
    log.add({ id: newId("prediction"), text, ...one });
  }
  await log.stop();
  texts.reverse();
  for (const limit of [200, 3]) {
    const found: (string | undefined)[] = [];
    const pages: number[] = [];
    for (let after: string | undefined; ; ) {
      const { rows, next } = await listPredictions(world, { endpoint, project, after, limit, label: undefined });
      found.push(...rows.map((row) => row.text));
      pages.push(rows.length);
      if (!next) break;
      after = next;
    }
    expect(found).toEqual(texts);
    expect(pages).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 3]);
  }
});
