import type { Selectable } from "kysely";
import { type QuestionKind, type RatingSettings, ratingSettings } from "#answers/contract";
import { Failure } from "#failure";
import type { Id } from "#ids";
import type { World } from "#world";
import type { LabelView, QuestionView } from "../contract.ts";
import type { LabelTables } from "../tables.ts";

type Seen = Pick<World<LabelTables>, "db">;

/** A question of a project. */
export interface Question {
  readonly id: Id<"question">;
  readonly name: string;
  readonly kind: QuestionKind;
  readonly guideline: string;
  readonly required: boolean;
  readonly position: number;
  readonly settings: unknown;
}

/** The lock under which the questions of a project are changed. */
export const lockOfQuestions = (project: Id<"project">): string => `questions of ${project}`;

/** The questions of a project in their order; there is always one. */
export async function readQuestions(world: Seen, project: Id<"project">): Promise<[Question, ...Question[]]> {
  const rows = await world.db
    .selectFrom("question")
    .select(["id", "name", "kind", "guideline", "required", "position", "settings"])
    .where("project", "=", project)
    .orderBy("position")
    .orderBy("id")
    .execute();
  const [first, ...others] = rows;
  if (!first) throw new Error(`A project without a question: ${project}.`);
  return [first, ...others];
}

/** The question of a project with this id or name, the first where none is named; a failure where there is no such one. */
export async function readQuestion(world: Seen, project: Id<"project">, asked?: string | undefined): Promise<Question> {
  const all = await readQuestions(world, project);
  if (asked === undefined) return all[0];
  const found = all.find((one) => one.id === asked) ?? all.find((one) => one.name === asked);
  if (found) return found;
  const names = all.map((one) => `"${one.name}"`).join(", ");
  throw new Failure("missing", `This project has no question "${asked}". It asks ${names}.`, { field: "question" });
}

/** The id of the question that is asked about by id or name; none where none is named, which means all of them. */
export async function questionOf(
  world: Seen,
  project: Id<"project">,
  asked: string | undefined,
): Promise<Id<"question"> | undefined> {
  return asked === undefined ? undefined : (await readQuestion(world, project, asked)).id;
}

/** A question as people see it; the levels of a rating are its labels, each with its digit as the key. */
export async function viewQuestion(world: Seen, question: Question): Promise<QuestionView> {
  const { id, name, kind, guideline, required } = question;
  if (kind === "choice")
    return { id, name, kind, guideline, required, labels: await readLabels(world, id), settings: {} };
  const settings = ratingSettings.parse(question.settings);
  return { id, name, kind, guideline, required, labels: levelsOf(settings), settings };
}

function levelsOf({ levels, lowest, highest }: RatingSettings): LabelView[] {
  return Array.from({ length: levels }, (_, at) => {
    const level = String(at + 1);
    const description = (at === 0 ? lowest : at === levels - 1 ? highest : undefined) ?? "";
    return { id: level, name: level, key: level.at(-1), description, position: at, retired: false };
  });
}

/** The labels of a question in their order, retired ones last. */
export async function readLabels(world: Seen, question: Id<"question">): Promise<LabelView[]> {
  const rows = await world.db
    .selectFrom("label")
    .selectAll()
    .where("question", "=", question)
    .orderBy("retired_at", (order) => order.asc().nullsFirst())
    .orderBy("position")
    .execute();
  return rows.map(labelView);
}

/** A label as people see it. */
function labelView(row: Selectable<LabelTables["label"]>): LabelView {
  return {
    id: row.id,
    name: row.name,
    key: row.key ?? undefined,
    color: row.color ?? undefined,
    description: row.description,
    position: row.position,
    retired: row.retired_at !== null,
    mergedInto: row.merged_into ?? undefined,
  };
}

/** The own names of a project's labels by id, retired and merged ones included. */
export async function labelNames(world: Seen, project: Id<"project">): Promise<Map<string, string>> {
  const rows = await world.db
    .selectFrom("label")
    .innerJoin("question", "question.id", "label.question")
    .select(["label.id", "label.name"])
    .where("question.project", "=", project)
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}
