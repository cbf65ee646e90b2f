import type { CollectTables, ImportTransaction, TakenRow } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { lockInTransaction } from "#platform/database";
import type { Database, World } from "#world";
import { readSettings } from "../questions/create-project.ts";
import { meetLabels } from "../questions/meet-labels.ts";
import { meetLevels } from "../questions/meet-levels.ts";
import { lockOfQuestions, type Question, readQuestions } from "../questions/read-labels.ts";
import type { LabelTables } from "../tables.ts";
import { copyTasks } from "../tasks/make-tasks.ts";
import { partOf, type StockPart } from "../tasks/stock-tasks.ts";
import { type AnswerImport, type Answering, openAnswerImport } from "./import-answers.ts";

/** Takes the answers of an import: of its rows as they come, and at the end those of items that were here before. */
export interface LabelImport {
  /** The names of the questions that are asked. */
  readonly questions: readonly string[];
  rows(rows: readonly TakenRow[]): Promise<void>;
  /**
   * Gives how many items got an answer from the file; of those that were here before, to the question that was answered most; and
   * whether other questions must be answered now than when it began, so that its tasks have to be looked at.
   */
  end(): Promise<{ labelled: number; isUnsettled: boolean }>;
  /** The parts of the project that its rows are for. */
  parts(): readonly StockPart[];
}

/**
 * Opens what takes the rows of an import in its transaction: makes the labels that are new (at once), an answer and a consensus for
 * every question that a row answers about an item which has none yet, and the tasks of items that lack no answer. The label of a
 * row answers the first question, its further answers those that their names say.
 */
export async function openLabelImport(
  { copy, findings, options, askedBy, ...taking }: ImportTransaction,
  given: Answering & {
    readonly world: Pick<World<LabelTables>, "db">;
    readonly import: Id<"import">;
  },
): Promise<LabelImport> {
  const db = taking.db as unknown as Database<LabelTables & CollectTables>;
  const { auditShare } = await readSettings({ db: taking.db }, given.project);
  const replacing = { labels: options.labels, askedBy, findings } as const;
  const questions = await readQuestions({ db }, given.project);
  const answers = questions.map((question, at) => ({
    question,
    import: openAnswerImport({
      ...given,
      db,
      copy,
      replacing,
      question: question.id,
      waiting: `waiting_answer_${at}`,
      said: (row) => row.answers?.[question.name] ?? (at === 0 ? row.label : undefined),
      labels:
        question.kind === "rating"
          ? meetLevels(question)
          : meetLabels(given.world, { db, question: question.id, import: given.import }),
    }),
  }));
  const required = answers.filter((one) => one.question.required);
  const parts = new Set<StockPart>();
  let labelled = 0;
  return {
    questions: questions.map((one) => one.name),
    async rows(rows) {
      for (const { split } of rows) parts.add(partOf(split));
      const fresh = new Map<AnswerImport, ReadonlySet<Id<"item">>>();
      for (const one of answers) fresh.set(one.import, await one.import.rows(rows));
      const added = rows.filter((row) => row.added === "now");
      labelled += added.filter(({ item }) => answers.some((one) => fresh.get(one.import)?.has(item))).length;
      const tasked = added
        .filter(({ item }) => required.every((one) => fresh.get(one.import)?.has(item)))
        .map(({ item, split }) => ({ item, split, answered: given.now }));
      await copyTasks({ copy, project: given.project, auditShare }, tasked);
    },
    async end() {
      let most = 0;
      for (const one of answers) most = Math.max(most, await one.import.answer());
      for (const one of answers.toSorted((a, b) => (a.question.id < b.question.id ? -1 : 1))) await one.import.end();
      // Nobody changes the questions from here on until the import is in; whoever does then sees its tasks.
      await lockInTransaction(db, lockOfQuestions(given.project));
      const now = await readQuestions({ db }, given.project);
      const gone = answers.find((one) => one.import.isMet() && !now.some(({ id }) => id === one.question.id));
      if (gone)
        throw new Failure(
          "conflict",
          `The question "${gone.question.name}" was taken away meanwhile. Import it again.`,
        );
      const asked = (all: readonly Question[]) => all.flatMap((one) => (one.required ? one.id : [])).join(" ");
      return { labelled: labelled + most, isUnsettled: asked(now) !== asked(questions) };
    },
    parts: () => [...parts],
  };
}
