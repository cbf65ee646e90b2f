import { keyOf } from "#answers";
import type { CollectTables, ImportTransaction } from "#collect";
import type { ImportOptions } from "#collect/contract";
import { type Id, newId } from "#ids";
import type { Database } from "#world";
import type { MetAnswers } from "../questions/met-answers.ts";
import type { LabelTables } from "../tables.ts";
import { readAnswersOf } from "../tasks/take-turn.ts";
import { type Answer, isReview, replacedBy } from "./consensus.ts";
import { type Writing, writeAnswers } from "./write-answers.ts";

/** What to do where an item has another label than the file gives it, and for whom. */
export interface Replacing {
  readonly labels: ImportOptions["labels"];
  readonly askedBy: string;
  readonly findings: ImportTransaction["findings"];
}

/** An item whose label is another one than the file gives it. */
interface Differing {
  readonly item: Id<"item">;
  /** The key of the answer that counts. */
  readonly label: string | null;
  readonly brought: string;
  readonly line: number;
  /** Whether an earlier row of this file gave it. */
  readonly isOurs: boolean;
}

interface Settling {
  readonly db: Database<LabelTables & CollectTables>;
  readonly project: Id<"project">;
  readonly question: Id<"question">;
  readonly author: { readonly id: string };
  readonly now: Date;
  readonly labels: MetAnswers;
  readonly replacing: Replacing;
}

/**
 * Lists the items whose label differs from the file's, or, where the file shall win, records its labels as answers of whoever
 * imported it, and decides anew by the rules for answers. Gives how many items have another label now.
 */
export async function settleDiffering(given: Settling, all: readonly Differing[]): Promise<number> {
  if (all.length === 0) return 0;
  const { findings, labels: how } = given.replacing;
  const told = (one: Differing) =>
    `"${given.labels.nameOf(one.label)}" is here, "${given.labels.nameOf(one.brought)}" in the file`;
  for (const one of all)
    if (one.isOurs)
      findings.note(
        "labels in conflict",
        one.line,
        `"${given.labels.nameOf(one.label)}" and "${given.labels.nameOf(one.brought)}"`,
      );
  const differing = all.filter((one) => !one.isOurs);
  if (how === "keep") {
    for (const one of differing) findings.note("labels kept", one.line, told(one));
    return 0;
  }
  const items = differing.map((one) => one.item);
  const answers = await readAnswersOf(given.db, given.question, items);
  const { db, project, now } = given;
  const anew = differing.map((one) => answerAnew(given, one, answers.get(one.item) ?? []));
  const written = await writeAnswers(db, { project, now, all: anew, busy: "wait" });
  let replaced = 0;
  for (const one of differing) {
    const wins = keyOf(written.get(one.item)?.get(given.question)?.value) === one.brought;
    findings.note(wins ? "labels replaced" : "labels outvoted", one.line, told(one));
    if (wins) replaced++;
  }
  return replaced;
}

function answerAnew(
  { now, replacing, question, labels }: Settling,
  one: Differing,
  before: readonly Answer[],
): Writing {
  const author = replacing.askedBy;
  const answer: Answer = {
    id: newId("annotation"),
    author_kind: author.startsWith("key_") ? "key" : "person",
    author,
    value: labels.valueOf(one.brought),
    supersedes: replacedBy(author, before) ?? null,
    // Who may import looks at what is here and decides otherwise.
    review: isReview({ author, mayReview: "yes" }, before),
    created_at: now,
  };
  return { item: one.item, question, answer, answers: [...before, answer] };
}
