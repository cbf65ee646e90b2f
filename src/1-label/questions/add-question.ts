import { ratingSettings } from "#answers/contract";
import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { json, lockInTransaction, transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { askJob, type JobTables } from "#platform/jobs";
import type { Database, World } from "#world";
import { mostQuestions, type NewQuestion } from "../contract.ts";
import { settleTasksJob } from "../jobs.ts";
import type { LabelTables } from "../tables.ts";
import { addLabels } from "./add-labels.ts";
import { lockOfQuestions, type Question, readQuestion, readQuestions } from "./read-labels.ts";

type Tables = LabelTables & EventTables & JobTables;
type Seen = Pick<World<Tables>, "db" | "jobs">;

/** Whose project it is, and who asks. */
export interface Asker {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly askedBy: string;
}

/** Writes a question of a project with its labels. */
export async function insertQuestion(
  db: Database<LabelTables>,
  given: { project: Id<"project">; question: NewQuestion; position: number },
): Promise<Id<"question">> {
  const { labels, settings, kind, ...rest } = given.question;
  refuseMixed(given.question);
  const id = newId("question");
  const { project, position } = given;
  await db
    .insertInto("question")
    .values({
      ...rest,
      id,
      kind,
      project,
      position,
      field: "text",
      settings: json(kind === "rating" ? ratingSettings.parse(settings ?? {}) : {}),
    })
    .onConflict((conflict) => conflict.columns(["project", "name"]).doNothing())
    .returning("id")
    .executeTakeFirst()
    .then((row) => {
      if (!row) throw nameTaken(rest.name);
    });
  if (labels.length > 0) await addLabels({ db }, { question: id, names: labels, retired: "bring back" });
  return id;
}

function refuseMixed({ kind, labels, settings }: NewQuestion): void {
  if (kind === "rating" && labels.length > 0)
    throw new Failure("invalid", "A rating has levels, no labels.", { field: "labels" });
  if (kind === "choice" && settings) throw new Failure("invalid", "A choice has no levels.", { field: "settings" });
}

const nameTaken = (name: string) =>
  new Failure("conflict", `This project asks "${name}" already. Choose another name.`, { field: "name" });

/**
 * Asks another question about every item of a project. Where it must be answered, a job opens those items again that were done;
 * it is asked for in the same transaction.
 */
export function addQuestion(
  world: Seen,
  given: Asker & { question: NewQuestion },
): Promise<{ question: Question; job: Id<"job"> | undefined }> {
  return transaction(world.db, async (db) => {
    const { project, workspace } = given;
    await lockInTransaction(db, lockOfQuestions(project));
    const all = await readQuestions({ db }, project);
    if (all.length >= mostQuestions)
      throw new Failure("conflict", `A project asks at most ${mostQuestions} questions.`, { field: "name" });
    const position = Math.max(...all.map((one) => one.position)) + 1;
    const id = await insertQuestion(db, { ...given, position });
    await announce({ db }, { kind: "labels.changed", workspace, project });
    const job = given.question.required ? await settleTasks({ db, jobs: world.jobs }, given) : undefined;
    return { question: await readQuestion({ db }, project, id), job };
  });
}

const settleTasks = (world: Seen, { workspace, project, askedBy }: Asker): Promise<Id<"job">> =>
  askJob(world, settleTasksJob, { input: {}, workspace, project, title: "Look which items are done", askedBy });

/** What may be changed of a question. */
export interface QuestionChange {
  readonly name?: string | undefined;
  readonly guideline?: string | undefined;
  readonly required?: boolean | undefined;
  readonly settings?: { lowest?: string | undefined; highest?: string | undefined } | undefined;
}

/** Renames a question, changes what is said of it, or whether it must be answered; a job then looks which items are done. */
export function changeQuestion(
  world: Seen,
  given: Asker & { question: string; change: QuestionChange },
): Promise<{ question: Question; job: Id<"job"> | undefined }> {
  return transaction(world.db, async (db) => {
    const { project, workspace } = given;
    await lockInTransaction(db, lockOfQuestions(project));
    const before = await readQuestion({ db }, project, given.question);
    const { settings, ...change } = given.change;
    const all = await readQuestions({ db }, project);
    if (change.name !== undefined && all.some((one) => one.id !== before.id && one.name === change.name))
      throw nameTaken(change.name);
    if (change.required === false && all.every((one) => one.id === before.id || !one.required))
      throw new Failure("conflict", "At least one question must be answered, or no item would ever be done.", {
        field: "required",
      });
    if (settings && before.kind !== "rating")
      throw new Failure("invalid", "Only a rating has ends.", { field: "settings" });
    const set = {
      ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
      ...(settings && { settings: json(ratingSettings.parse({ ...(before.settings as object), ...settings })) }),
    };
    if (Object.keys(set).length > 0) await db.updateTable("question").set(set).where("id", "=", before.id).execute();
    await announce({ db }, { kind: "labels.changed", workspace, project });
    const isOther = change.required !== undefined && change.required !== before.required;
    const job = isOther ? await settleTasks({ db, jobs: world.jobs }, given) : undefined;
    return { question: await readQuestion({ db }, project, before.id), job };
  });
}

/** Takes a question away that nobody has answered, with its labels; a project keeps at least one that must be answered. */
export function removeQuestion(world: Seen, given: Asker & { question: string }): Promise<void> {
  return transaction(world.db, async (db) => {
    const { project, workspace } = given;
    await lockInTransaction(db, lockOfQuestions(project));
    const question = await readQuestion({ db }, project, given.question);
    const all = await readQuestions({ db }, project);
    if (all.every((one) => one.id === question.id || !one.required))
      throw new Failure("conflict", "A project asks at least one question that must be answered.", {
        field: "question",
      });
    const answered = await db
      .selectFrom("annotation")
      .select("id")
      .where("question", "=", question.id)
      .limit(1)
      .executeTakeFirst();
    // What was trained on has a snapshot for as long as a run or a version is there.
    const frozen = await db
      .selectFrom("snapshot")
      .select("id")
      .where("question", "=", question.id)
      .limit(1)
      .executeTakeFirst();
    if (answered || frozen)
      throw new Failure(
        "conflict",
        `"${question.name}" has ${answered ? "answers" : "trainings"}. Say that it need not be answered instead.`,
        {
          field: "question",
        },
      );
    for (const table of ["pool", "live", "live_point"] as const)
      await db.deleteFrom(table).where("question", "=", question.id).execute();
    await db.deleteFrom("question").where("id", "=", question.id).execute();
    await announce({ db }, { kind: "labels.changed", workspace, project });
    if (question.required) await settleTasks({ db, jobs: world.jobs }, given);
  });
}
