import { encodeText, fitText, loadText, rankPool, type TextPredictor } from "#models/text";
import { generateMessages } from "#sample";
import { seededRandom, shuffle } from "#statistics";
import { readTextSet } from "./text-data.ts";

/** A text with what it is about. */
export interface Labelled {
  readonly text: string;
  readonly label: string;
}

/** Texts of one kind in random order, all different. */
export interface Texts {
  readonly name: string;
  readonly all: readonly Labelled[];
}

/** The sample's messages, as many different ones as wanted. */
export function sampleTexts(count: number): Texts {
  const different = new Map(generateMessages({ count: 2 * count, seed: 1 }).map((one) => [one.text, one]));
  return { name: "sample messages", all: [...different.values()].slice(0, count) };
}

/** The texts of banking77, or why there are none. */
export function bankingTexts(): Texts | { readonly reason: string } {
  const set = readTextSet("banking77");
  if ("reason" in set) return set;
  const parts = [set.train, set.test].flatMap(({ texts, labels }) =>
    texts.map((text, row) => ({ text, label: set.names[labels[row] ?? -1] ?? "" })),
  );
  const all = [...new Map(parts.map((one) => [one.text, one])).values()];
  return { name: set.name, all: shuffle(all, seededRandom(1)) };
}

/** How the items to label are chosen. */
export const choices = ["random", "active"] as const;
type Choice = (typeof choices)[number];

interface Teaching {
  readonly items: readonly Labelled[];
  readonly labels: number;
  readonly choice: Choice;
}

/** What a model is taught to answer with, and what folds of it answered to the texts that taught it. */
export interface Taught {
  readonly model: TextPredictor;
  readonly folds: readonly { readonly predicted: string; readonly score: number; readonly unseen: undefined }[];
}

/** A model that learned from so many of some items, chosen at random or, in rounds, where the model so far was least sure. */
export function teach({ items, labels, choice }: Teaching): Taught {
  const chosen = choice === "random" ? items.slice(0, labels) : chooseActively(items, labels);
  const names = [...new Set(chosen.map((one) => one.label))].sort();
  const taught = new Set(chosen);
  const pool = items.flatMap((one) => (taught.has(one) ? [] : [one.text]));
  const trained = fitText({ ...examplesOf(chosen, names), pool, seed: 1, calibrate: "out-of-fold" });
  const folds = chosen.map((_, row) => {
    const scores = [...(trained.outOfFold?.subarray(row * names.length, (row + 1) * names.length) ?? [])];
    const score = Math.max(...scores);
    return { predicted: names[scores.indexOf(score)] ?? "", score, unseen: undefined };
  });
  return { model: loadText(encodeText(trained, { labels: names })), folds };
}

function examplesOf(chosen: readonly Labelled[], names: readonly string[]) {
  return {
    texts: chosen.map((one) => one.text),
    labels: Int32Array.from(chosen, (one) => names.indexOf(one.label)),
    classes: names.length,
  };
}

const [firstLabels, roundGrowth, poolItems] = [40, 1.7, 2000];

function chooseActively(items: readonly Labelled[], labels: number): readonly Labelled[] {
  const chosen = items.slice(0, Math.min(firstLabels, labels));
  let open = items.slice(chosen.length);
  while (chosen.length < labels) {
    const names = [...new Set(chosen.map((one) => one.label))].sort();
    const trained = fitText({ ...examplesOf(chosen, names), seed: 1, calibrate: "none" });
    const pool = open.slice(0, poolItems);
    const wanted = Math.min(labels, Math.ceil(chosen.length * roundGrowth)) - chosen.length;
    const texts = pool.map((one) => one.text);
    const next = new Set(rankPool(trained, texts, Math.min(wanted, pool.length)).chosen);
    for (const at of next) chosen.push(pool[at] as Labelled);
    open = [...pool.filter((_, at) => !next.has(at)), ...open.slice(poolItems)];
  }
  return chosen;
}
