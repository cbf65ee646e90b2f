import { type CollectTables, changeProjectRow, createProjectRow } from "#collect";
import { type Id, newId } from "#ids";
import type { Role } from "#platform/access";
import { transaction } from "#platform/database";
import type { World } from "#world";
import { addLabels } from "./add-labels.ts";
import { type ProjectSettings, type ProjectView, projectSettings } from "./contract.ts";
import { readLabels, readQuestion } from "./read-labels.ts";
import type { LabelTables } from "./tables.ts";

type Seen = Pick<World<CollectTables & LabelTables>, "db">;

/** Makes a project with one choice question over its texts. */
export function createProject(
  world: Seen,
  given: {
    workspace: Id<"workspace">;
    name: string;
    task: "classify";
    labels: readonly string[];
    guideline: string;
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
    const question = newId("question");
    await db
      .insertInto("question")
      .values({
        id: question,
        project: project.id,
        name: "label",
        kind: "choice",
        field: "text",
        guideline: given.guideline,
      })
      .execute();
    await addLabels({ db }, { question, names: given.labels, retired: "bring back" });
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
  const question = await readQuestion(world, given.project);
  return {
    id: row.id,
    name: row.name,
    task: "classify",
    dataset: row.dataset,
    origin: row.origin,
    createdAt: row.created_at.toISOString(),
    settings: projectSettings.parse(row.settings),
    question: { ...question, kind: "choice", labels: await readLabels(world, question.id) },
    me: { role: given.role },
  };
}

/** Changes the name, the guideline or the settings of a project. */
export function changeProject(
  world: Seen,
  given: {
    project: Id<"project">;
    workspace: Id<"workspace">;
    name?: string | undefined;
    guideline?: string | undefined;
    settings?: Partial<ProjectSettings> | undefined;
  },
): Promise<void> {
  return transaction(world.db, async (db) => {
    const settings = given.settings && { ...(await readSettings({ db }, given.project)), ...given.settings };
    await changeProjectRow({ db }, { project: given.project, workspace: given.workspace, name: given.name, settings });
    if (given.guideline !== undefined)
      await db
        .updateTable("question")
        .set({ guideline: given.guideline })
        .where("project", "=", given.project)
        .execute();
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
