import type { Id } from "#ids";
import type { CurrentLabel, ReadText } from "#label";
import { type LiveText, openLiveText } from "#models/text";

const leastClasses = 2;
const leastExamples = 5;
/** The fewest answers that may be enough for a live model. */
export const leastAnswers: number = leastClasses * leastExamples;
// A refit brings a new vocabulary and temperature; between refits labels are learned as they come.
const refitGrowth = 1.3;

/** What a live learner knows of a label it learned from. */
interface Known {
  readonly row: number;
  readonly label: string;
}

/** A learner that follows the labels of one project. */
export interface LiveLearner {
  readonly text: LiveText;
  /** Label ids in the order of the classes of the last fit. */
  labels: readonly string[];
  known: Map<Id<"item">, Known>;
  fitted: number;
  nextRow: number;
}

/** Opens a live learner, which knows nothing yet. */
export const openLearner = (): LiveLearner => ({
  text: openLiveText(),
  labels: [],
  known: new Map(),
  fitted: 0,
  nextRow: 0,
});

/** Whether labels are enough for a live model: two classes with five examples each. */
export function isEnough(labels: readonly CurrentLabel[]): boolean {
  const counts = new Map<string, number>();
  for (const one of labels) if (one.role === "learn") counts.set(one.label, (counts.get(one.label) ?? 0) + 1);
  return [...counts.values()].filter((count) => count >= leastExamples).length >= leastClasses;
}

/** Where a learner gets texts from: those of some items, and those that show the words of the project. */
export interface TextSource {
  read(items: readonly Id<"item">[]): Promise<readonly ReadText[]>;
  vocabulary(): Promise<readonly string[]>;
}

/**
 * Brings a learner to the labels of now: an update of what changed, or a fit where that is not enough. Texts are asked for
 * where it has to read them, so an update costs what changed.
 */
export async function follow(
  learner: LiveLearner,
  labels: readonly CurrentLabel[],
  source: TextSource,
): Promise<"fitted" | "updated" | "unchanged"> {
  const teaching = labels.filter((one) => one.role === "learn");
  const changes = changesOf(learner, teaching);
  if (!changes.needsFit && changes.count === 0) return "unchanged";
  if (changes.needsFit || teaching.length > Math.max(learner.fitted * refitGrowth, learner.fitted + 30)) {
    const texts = await source.read(teaching.map((one) => one.item));
    await refit(learner, withTexts(teaching, texts), await source.vocabulary());
    return "fitted";
  }
  const texts = await source.read(changes.added.map((one) => one.item));
  await update(learner, { ...changes, added: withTexts(changes.added, texts) });
  return "updated";
}

/** A label with the text it is of. */
type Lesson = CurrentLabel & ReadText;

/** Labels with their texts; those whose item was deleted meanwhile are left out. */
function withTexts(labels: readonly CurrentLabel[], texts: readonly ReadText[]): Lesson[] {
  const textOf = new Map(texts.map((one) => [one.item, one.text]));
  return labels.flatMap((one) => {
    const text = textOf.get(one.item);
    return text === undefined ? [] : [{ ...one, text }];
  });
}

interface Changes<Added = CurrentLabel> {
  readonly needsFit: boolean;
  readonly count: number;
  readonly added: readonly Added[];
  readonly changed: readonly CurrentLabel[];
  readonly removed: readonly Id<"item">[];
}

function changesOf(learner: LiveLearner, teaching: readonly CurrentLabel[]): Changes {
  const added = teaching.filter((one) => !learner.known.has(one.item));
  const changed = teaching.filter((one) => (learner.known.get(one.item)?.label ?? one.label) !== one.label);
  const now = new Set(teaching.map((one) => one.item));
  const removed = [...learner.known.keys()].filter((item) => !now.has(item));
  const taught = new Set(teaching.map((one) => one.label));
  // A class without an example, such as that of a merged label, would go on being suggested.
  const needsFit =
    learner.fitted === 0 ||
    taught.size < learner.labels.length ||
    [...taught].some((one) => !learner.labels.includes(one));
  return { needsFit, count: added.length + changed.length + removed.length, added, changed, removed };
}

async function refit(learner: LiveLearner, teaching: readonly Lesson[], pool: readonly string[]): Promise<void> {
  const labels = [...new Set(teaching.map((one) => one.label))].sort();
  const classOf = new Map(labels.map((label, at) => [label, at]));
  await learner.text.fit({
    texts: teaching.map((one) => one.text),
    labels: Int32Array.from(teaching, (one) => classOf.get(one.label) ?? 0),
    classes: labels.length,
    pool,
    seed: 1,
    calibrate: "out-of-fold",
  });
  learner.labels = labels;
  learner.known = new Map(teaching.map((one, row) => [one.item, { row, label: one.label }]));
  learner.fitted = teaching.length;
}

async function update(learner: LiveLearner, changes: Changes<Lesson>): Promise<void> {
  const classOf = (label: string) => learner.labels.indexOf(label);
  const rowOf = (item: Id<"item">) => learner.known.get(item)?.row ?? -1;
  const done = await learner.text.update({
    added: {
      texts: changes.added.map((one) => one.text),
      labels: Int32Array.from(changes.added, (one) => classOf(one.label)),
    },
    changed: changes.changed.map((one) => ({ row: rowOf(one.item), label: classOf(one.label) })),
    removed: changes.removed.map(rowOf),
  });
  for (const item of changes.removed) learner.known.delete(item);
  for (const one of changes.changed) learner.known.set(one.item, { row: rowOf(one.item), label: one.label });
  for (const [at, one] of changes.added.entries())
    learner.known.set(one.item, { row: done.firstRow + at, label: one.label });
}
