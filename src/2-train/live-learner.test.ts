import { afterAll, beforeEach, expect, test } from "vitest";
import { newId } from "#ids";
import type { CurrentLabel } from "#label";
import { follow, isEnough, type LiveLearner, openLearner } from "./live-learner.ts";

const texts = new Map<string, string>();
const labelled = (label: string, count: number, role: "learn" | "audit" = "learn"): CurrentLabel[] =>
  Array.from({ length: count }, (_, at) => {
    const item = newId("item");
    texts.set(item, `${label} speaks of ${label} number ${at}`);
    return { item, label, role };
  });

let asked: string[][] = [];
const source = {
  read: async (items: readonly CurrentLabel["item"][]) => {
    asked.push([...items]);
    return items.flatMap((item) => (texts.has(item) ? [{ item, text: texts.get(item) ?? "" }] : []));
  },
  vocabulary: async () => ["further words of the project"],
};

const learner: LiveLearner = openLearner();
beforeEach(() => {
  asked = [];
});
afterAll(() => learner.text.close());

const best = async (text: string) => learner.labels[(await learner.text.rank([text], 0)).best[0] ?? -1];
const [parcels, cards] = [labelled("parcel", 20), labelled("card", 20)];

test("five examples of two labels are enough, and audit items are none of them", () => {
  expect(isEnough([...labelled("a", 5), ...labelled("b", 4)])).toBe(false);
  expect(isEnough([...labelled("a", 5), ...labelled("b", 5, "audit")])).toBe(false);
  expect(isEnough([...labelled("a", 5), ...labelled("b", 5)])).toBe(true);
});

test("the first labels are fitted, on the texts of those that teach only", async () => {
  const audit = labelled("parcel", 3, "audit");
  expect(await follow(learner, [...parcels, ...cards, ...audit], source)).toBe("fitted");
  expect(asked).toEqual([[...parcels, ...cards].map((one) => one.item)]);
  expect(await best("where is my parcel")).toBe("parcel");
});

test("a further label costs its own text, nothing new costs none", async () => {
  const [more] = labelled("parcel", 1);
  expect(await follow(learner, [...parcels, ...cards, more!], source)).toBe("updated");
  expect(asked).toEqual([[more!.item]]);
  expect(await follow(learner, [...parcels, ...cards, more!], source)).toBe("unchanged");
  expect(asked).toHaveLength(1);
});

test("labels that were taken back or changed are unlearned, and an item that was deleted meanwhile is no obstacle", async () => {
  const [gone] = labelled("card", 1);
  texts.delete(gone!.item);
  const swapped = [
    ...parcels.map((one) => ({ ...one, label: "card" })),
    ...cards.map((one) => ({ ...one, label: "parcel" })),
  ];
  expect(await follow(learner, [...swapped, gone!], source)).toBe("updated");
  expect(await best("where is my parcel")).toBe("card");
});

test("a label that no item has any more, such as a merged one, is suggested no longer", async () => {
  const refunds = labelled("refund", 6);
  const other = refunds.map((one) => ({ ...one, label: "card" }));
  await follow(learner, [...parcels, ...cards, ...refunds], source);
  expect(await follow(learner, [...parcels, ...cards, ...other], source)).toBe("fitted");
  expect(learner.labels).toEqual(["card", "parcel"]);
});

test("a label that was not known before is fitted anew", async () => {
  const refunds = labelled("refund", 6);
  expect(await follow(learner, [...parcels, ...cards, ...refunds], source)).toBe("fitted");
  expect(await best("a refund please, refund")).toBe("refund");
});
