import { expect, test } from "vitest";
import { toldEvents } from "./contract.ts";
import { bodyOf, factsFor } from "./news.ts";

test("what is told of an event are its ids, numbers and names, never a sentence", () => {
  const opened = { kind: "alert.opened", facts: { alert: "alert_1", kind: "label-drift", sentence: "secret words" } };
  expect(factsFor(opened as never)).toEqual({ alert: "alert_1", kind: "label-drift" });
  const deployed = { kind: "endpoint.deployed", facts: { endpoint: "support", revision: 2, version: 3, more: "x" } };
  expect(factsFor(deployed as never)).toEqual({ endpoint: "support", revision: 2, version: 3 });
  expect(factsFor({ kind: "labels.changed", facts: undefined } as never)).toEqual({});
});

test("every kind is told; a project that is deleted takes its webhooks along", () => {
  expect(toldEvents).toContain("version.promoted");
  expect(toldEvents).not.toContain("project.deleted");
});

test("the body is the same at every attempt", () => {
  const news = { id: "delivery_1", type: "run.finished", at: new Date(0), project: "project_1", facts: { version: 1 } };
  expect(bodyOf(news)).toBe(bodyOf({ ...news }));
  expect(JSON.parse(bodyOf(news))).toEqual({
    ...{ id: "delivery_1", type: "run.finished", timestamp: "1970-01-01T00:00:00.000Z" },
    ...{ project: "project_1", data: { version: 1 } },
  });
});
