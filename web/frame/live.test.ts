import { expect, test } from "vitest";
import { questionsFor } from "./live.ts";

test("an answer asks again for the counts, never for the whole list of items", () => {
  expect(questionsFor({ kind: "annotation.given" })).toContain("progress");
  expect(questionsFor({ kind: "annotation.given" })).not.toContain("items");
});

test("a job that goes on touches little, a job that ended may have changed anything", () => {
  expect(questionsFor({ kind: "job.changed", state: "running" })).not.toContain("versions");
  expect(questionsFor({ kind: "job.changed", state: "done" })).toContain("versions");
});

test("a kind of event that these screens do not know yet is let pass", () => {
  expect(questionsFor({ kind: "something.new" })).toEqual([]);
});

test("labels that are renamed or merged ask again for what names them or counts by them", () => {
  const asked = questionsFor({ kind: "labels.changed" });
  expect(asked).toEqual(expect.arrayContaining(["evaluation", "comparison", "endpoint", "predictions", "monitor"]));
  expect(questionsFor({ kind: "version.registered" })).toContain("evaluation");
});
