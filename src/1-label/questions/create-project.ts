import { type CollectTables, changeProjectRow, createProjectRow } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import type { Role } from "#platform/access";
import { transaction } from "#platform/database";
import type { World } from "#world";
import { type NewQuestion, newQuestion, type ProjectSettings, type ProjectView, projectSettings } from "../contract.ts";
import type { LabelTables } from "../tables.ts";
import { insertQuestion } from "./add-question.ts";
import { readQuestions, viewQuestion } from "./read-labels.ts";

type Seen = Pick<World<CollectTables & LabelTables>, "db">;

/** Makes a project with its questions about texts: those that are given, else one choice. */
export function createProject(
  world: Seen,
  given: {
    workspace: Id<"workspace">;
    name: string;
    task: "classify";
    labels?: readonly string[];
    guideline?: string;
    questions?: readonly NewQuestion[] | undefined;
    origin?: "person" | "sample";
    auditShare: number;
  },
): Promise<Id<"project">> {
  return transaction(world.db, async (db) => {
    const settings = projectSettings.parse({ auditShare: given.auditShare });
    const project = await createProjectRow(
      { db },
      { workspace: given.workspace, name: given.name, task: given.task, origin: given.origin ?? "person", settings },
    );
    const { labels = [], guideline = "" } = given;
    if (given.questions && (labels.length > 0 || guideline !== ""))
      throw new Failure("invalid", "Say labels and guideline with the question that they are of.", {
        field: labels.length > 0 ? "labels" : "guideline",
      });
    if (given.questions?.every((one) => !one.required))
      throw new Failure("invalid", "At least one question must be answered, or no item would ever be done.", {
        field: "questions",
      });
    const questions = given.questions ?? [{ ...newQuestion.parse({ name: "label" }), labels: [...labels], guideline }];
    for (const [position, question] of questions.entries())
      await insertQuestion(db, { project: project.id, question, position });
    return project.id;
  });
}

/** A project as a person with a role sees it. */
export async function readProject(world: Seen, given: { project: Id<"project">; role: Role }): Promise<ProjectView> {
  const row = await world.db
    .selectFrom("project")
    .selectAll()
    .where("id", "=", given.project)
    .executeTakeFirstOrThrow();
  const questions = await readQuestions(world, given.project);
  return {
    id: row.id,
    name: row.name,
    task: "classify",
    dataset: row.dataset,
    origin: row.origin,
    createdAt: row.created_at.toISOString(),
    settings: projectSettings.parse(row.settings),
    questions: await Promise.all(questions.map((question) => viewQuestion(world, question))),
    me: { role: given.role },
  };
}

/** Changes the name or the settings of a project. */
export function changeProject(
  world: Seen,
  given: {
    project: Id<"project">;
    workspace: Id<"workspace">;
    name?: string | undefined;
    settings?: Partial<ProjectSettings> | undefined;
  },
): Promise<void> {
  return transaction(world.db, async (db) => {
    const settings = given.settings && { ...(await readSettings({ db }, given.project)), ...given.settings };
    await changeProjectRow({ db }, { project: given.project, workspace: given.workspace, name: given.name, settings });
  });
}

/** How a project labels. */
export async function readSettings(
  world: Pick<World<CollectTables>, "db">,
  project: Id<"project">,
): Promise<ProjectSettings> {
  const { settings } = await world.db
    .selectFrom("project")
    .select("settings")
    .where("id", "=", project)
    .executeTakeFirstOrThrow();
  return projectSettings.parse(settings);
}
