import { expect, test } from "vitest";
import { catalogue } from "../../src/platform/events/catalogue.ts";
import { questionsFor } from "../../web/frame/live.ts";
import { filesBelow } from "./source-files.ts";

test("every kind of event that is told makes the screens ask something again", () => {
  for (const kind of Object.keys(catalogue)) expect(questionsFor({ kind }), kind).not.toEqual([]);
});

/** Questions whose answers no event of a project changes; those of a box or a form stay as they were asked. */
const untold = ["ask", "invitation", "invitations", "keys", "me", "members"];

test("every question of the screens is heard about, and every word that is heard about is a question", () => {
  const asked = filesBelow("web")
    .filter((file) => !/\.test\.tsx?$/.test(file.path))
    .flatMap((file) => [...file.text.matchAll(/queryKey: \["(\w+)"/g)].map(([, word]) => word ?? ""));
  const heard = new Set([
    ...questionsFor({ kind: "gap" }),
    ...Object.keys(catalogue).flatMap((kind) => questionsFor({ kind })),
  ]);
  expect(new Set(asked)).toEqual(new Set([...heard, ...untold]));
  expect(new Set(questionsFor({ kind: "gap" }))).toEqual(heard);
});
