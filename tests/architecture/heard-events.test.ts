import { expect, test } from "vitest";
import { catalogue } from "../../src/platform/events/catalogue.ts";
import { questionsFor } from "../../web/frame/live.ts";

test("every kind of event that is told makes the screens ask something again", () => {
  for (const kind of Object.keys(catalogue)) expect(questionsFor({ kind }), kind).not.toEqual([]);
});
