import { expect, test } from "vitest";
import { nextAction } from "./next-action.ts";
import type { LoopState } from "./read-steps.ts";

const asked = {
  question: { id: "question_1", name: "topic", kind: "choice", required: true },
  labelled: 0,
  live: undefined,
  newest: undefined,
  champion: undefined,
} as const;
const empty: LoopState = { items: 0, labelled: 0, questions: [asked], lastRun: undefined, endpoints: [], alerts: 0 };

/** A loop with one question. */
const loopOf = (given: Partial<LoopState> & Partial<LoopState["questions"][0]>): LoopState => {
  const { newest, champion, ...loop } = given;
  return { ...empty, ...loop, questions: [{ ...asked, labelled: given.labelled ?? 0, newest, champion }] };
};
const version = { number: 3, labelled: 200, aliases: [] as string[] } as unknown as NonNullable<
  LoopState["questions"][0]["newest"]
>;
const endpoint = { name: "support", version: 3, question: "question_1" } as unknown as LoopState["endpoints"][number];

test("what is missing comes first: items, labels, a model, a champion, an endpoint", () => {
  expect(nextAction(empty, []).action).toBe("import");
  expect(nextAction(loopOf({ items: 100 }), [])).toMatchObject({ action: "label", sentence: "Label 50 more items" });
  expect(nextAction(loopOf({ items: 100, labelled: 60 }), []).action).toBe("train");
  expect(nextAction(loopOf({ items: 900, labelled: 210, newest: version }), [])).toMatchObject({
    action: "promote",
    target: "3",
  });
  expect(nextAction(loopOf({ items: 900, labelled: 210, newest: version, champion: version }), []).action).toBe(
    "deploy",
  );
});

test("a question that need not be answered is not pressed for, and holds up no other", () => {
  const optional = { ...asked, question: { ...asked.question, name: "note", required: false }, labelled: 12 } as const;
  const tone = { ...asked, question: { ...asked.question, id: "question_2", name: "tone" }, labelled: 5000 } as const;
  const loop = { ...empty, items: 9000, labelled: 5000, questions: [optional, tone] } as const;
  expect(nextAction(loop, [])).toMatchObject({ action: "train", sentence: 'Train the first model for "tone"' });
  const whole = { ...tone, newest: { ...version, labelled: 5000 }, champion: { ...version, labelled: 5000 } };
  const endpoints = [{ ...endpoint, question: "question_2" }];
  expect(nextAction({ ...loop, questions: [optional, whole], endpoints }, [])).toMatchObject({
    sentence: "Continue labelling",
  });
});

test("many new labels call for a new model", () => {
  expect(
    nextAction(loopOf({ items: 900, labelled: 260, newest: version, champion: version, endpoints: [endpoint] }), [])
      .action,
  ).toBe("train");
});

test("an alert goes before everything that can wait", () => {
  const alert = { sentence: '"refund" rose.', endpoint: "support" } as unknown as Parameters<
    typeof nextAction
  >[1][number];
  expect(
    nextAction(loopOf({ items: 900, labelled: 260, newest: version, champion: version, endpoints: [endpoint] }), [
      alert,
    ]),
  ).toMatchObject({ action: "look", target: "support" });
});

test("when all is labelled, more items are what helps", () => {
  expect(
    nextAction(loopOf({ items: 210, labelled: 210, newest: version, champion: version, endpoints: [endpoint] }), [])
      .action,
  ).toBe("import");
});

test("with several questions the first that lacks something comes first, and is named", () => {
  const fine = { ...asked, labelled: 210, newest: version, champion: version };
  const tone = {
    ...asked,
    question: { required: true, id: "question_2", name: "tone", kind: "rating" } as const,
    labelled: 60,
  };
  const loop = { ...empty, items: 900, labelled: 210, questions: [fine, tone] as const, endpoints: [endpoint] };
  expect(nextAction(loop, [])).toMatchObject({
    action: "train",
    sentence: 'Train the first model for "tone"',
    question: "question_2",
  });
  const trained = { ...tone, newest: version, champion: version, labelled: 210 };
  expect(nextAction({ ...loop, questions: [fine, trained] }, [])).toMatchObject({ action: "deploy", target: "3" });
});
