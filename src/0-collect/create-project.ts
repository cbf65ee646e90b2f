import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { json, transaction } from "#platform/database";
import type { World } from "#world";
import type { CollectTables } from "./tables.ts";

/** A project as it is stored. */
export interface Project {
  readonly id: Id<"project">;
  readonly dataset: Id<"dataset">;
  readonly name: string;
}

/** Makes a project with a dataset of its own that holds texts; the name must be free in the workspace. */
export function createProjectRow(
  world: Pick<World<CollectTables>, "db">,
  given: { workspace: Id<"workspace">; name: string; task: string; origin: "person" | "sample"; settings: object },
): Promise<Project> {
  return transaction(world.db, async (db) => {
    await refuseTaken({ db }, given.workspace, given.name);
    const dataset = newId("dataset");
    const id = newId("project");
    const fields = [{ name: "text", kind: "text", primary: true }];
    await db
      .insertInto("dataset")
      .values({ id: dataset, workspace: given.workspace, name: `${given.name} ${id.slice(-6)}`, fields: json(fields) })
      .execute();
    await db
      .insertInto("project")
      .values({
        id,
        workspace: given.workspace,
        dataset,
        name: given.name,
        task: given.task,
        origin: given.origin,
        settings: json(given.settings),
      })
      .execute();
    return { id, dataset, name: given.name };
  });
}

/** The dataset whose items a project asks about. */
export async function datasetOf(
  world: Pick<World<CollectTables>, "db">,
  project: Id<"project">,
): Promise<Id<"dataset">> {
  const row = await world.db
    .selectFrom("project")
    .select("dataset")
    .where("id", "=", project)
    .executeTakeFirstOrThrow();
  return row.dataset;
}

/** Changes the name or the settings of a project. */
export function changeProjectRow(
  world: Pick<World<CollectTables>, "db">,
  given: {
    project: Id<"project">;
    workspace: Id<"workspace">;
    name?: string | undefined;
    settings?: object | undefined;
  },
): Promise<void> {
  return transaction(world.db, async (db) => {
    const now = await db.selectFrom("project").select("name").where("id", "=", given.project).executeTakeFirstOrThrow();
    if (given.name !== undefined && given.name !== now.name) await refuseTaken({ db }, given.workspace, given.name);
    const changed = {
      ...(given.name !== undefined && { name: given.name }),
      ...(given.settings && { settings: json(given.settings) }),
    };
    if (Object.keys(changed).length > 0)
      await db.updateTable("project").set(changed).where("id", "=", given.project).execute();
  });
}

/** Marks a project as removed: its name is free at once and nobody finds it any more; its rows are swept by a job. */
export async function markProjectRemoved(
  world: Pick<World<CollectTables>, "db" | "clock">,
  project: Id<"project">,
): Promise<void> {
  await world.db.updateTable("project").set({ removed_at: world.clock.now() }).where("id", "=", project).execute();
}

async function refuseTaken(
  world: Pick<World<CollectTables>, "db">,
  workspace: Id<"workspace">,
  name: string,
): Promise<void> {
  const taken = await world.db
    .selectFrom("project")
    .select("id")
    .where("workspace", "=", workspace)
    .where("name", "=", name)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (taken) throw new Failure("conflict", `There is a project "${name}" already.`, { field: "name" });
}
