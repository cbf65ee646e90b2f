import { expect, test } from "vitest";
import { nextAction } from "./next-action.ts";
import type { LoopState } from "./read-steps.ts";

const empty: LoopState = {
  items: 0,
  labelled: 0,
  live: undefined,
  lastRun: undefined,
  newest: undefined,
  champion: undefined,
  endpoints: [],
  alerts: 0,
};
const version = { number: 3, labelled: 200, aliases: [] as string[] } as unknown as NonNullable<LoopState["newest"]>;
const endpoint = { name: "support", version: 3 } as unknown as LoopState["endpoints"][number];

test("what is missing comes first: items, labels, a model, a champion, an endpoint", () => {
  expect(nextAction(empty, []).action).toBe("import");
  expect(nextAction({ ...empty, items: 100 }, [])).toMatchObject({ action: "label", sentence: "Label 50 more items" });
  expect(nextAction({ ...empty, items: 100, labelled: 60 }, []).action).toBe("train");
  expect(nextAction({ ...empty, items: 900, labelled: 210, newest: version }, [])).toMatchObject({
    action: "promote",
    target: "3",
  });
  expect(nextAction({ ...empty, items: 900, labelled: 210, newest: version, champion: version }, []).action).toBe(
    "deploy",
  );
});

test("many new labels call for a new model", () => {
  expect(
    nextAction({ ...empty, items: 900, labelled: 260, newest: version, champion: version, endpoints: [endpoint] }, [])
      .action,
  ).toBe("train");
});

test("an alert goes before everything that can wait", () => {
  const alert = { sentence: '"refund" rose.', endpoint: "support" } as unknown as Parameters<
    typeof nextAction
  >[1][number];
  expect(
    nextAction({ ...empty, items: 900, labelled: 260, newest: version, champion: version, endpoints: [endpoint] }, [
      alert,
    ]),
  ).toMatchObject({ action: "look", target: "support" });
});

test("when all is labelled, more items are what helps", () => {
  expect(
    nextAction({ ...empty, items: 210, labelled: 210, newest: version, champion: version, endpoints: [endpoint] }, [])
      .action,
  ).toBe("import");
});
