import { markProjectRemoved } from "#collect";
import { removeEndpointsOf, untilUnserved } from "#deploy";
import { Failure } from "#failure";
import type { Id } from "#ids";
import type { Who } from "#platform/access";
import { transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { cancelJobsOf, type JobTables } from "#platform/jobs";
import { type PeopleTables, record } from "#platform/people";
import type { Database, World } from "#world";
import type { LoopTables } from "./read-steps.ts";
import { silenceWebhooks } from "./webhooks/switch-off.ts";
import type { WebhookTables } from "./webhooks/tables.ts";

/**
 * Removes a project at once for everybody: its name and those of its endpoints are free, its jobs are cancelled, its webhooks
 * are told nothing more, and no server answers for it. What it left is deleted in the background, from the mark on the project.
 */
export async function deleteProject(
  world: Pick<World<LoopTables & WebhookTables & JobTables & EventTables & PeopleTables>, "db" | "clock">,
  given: { project: Id<"project">; who: Who; address: string | undefined; only?: "always" | "empty" },
): Promise<void> {
  const { workspace, id: actor } = given.who;
  const endpoints = await transaction(world.db, async (db) => {
    const { name } = await db
      .selectFrom("project")
      .select("name")
      .where("id", "=", given.project)
      .executeTakeFirstOrThrow();
    if (given.only === "empty") await refuseFilled(db, given);
    await markProjectRemoved({ ...world, db }, given.project);
    await cancelJobsOf({ ...world, db }, given.project);
    await silenceWebhooks({ db }, given.project);
    const about = { workspace, project: given.project };
    const act = { actor, act: "project.deleted", object: given.project, facts: { name }, address: given.address };
    await record({ db }, { ...about, ...act });
    await announce({ db }, { kind: "project.deleted", ...about });
    return removeEndpointsOf({ ...world, db }, about);
  });
  await untilUnserved(world, endpoints);
}

/** Refuses a project that holds anything but uploads of the one who asks; an import that is just being started is waited for. */
async function refuseFilled(db: Database<LoopTables>, given: { project: Id<"project">; who: Who }): Promise<void> {
  const imports = await db
    .selectFrom("import")
    .select(["state", "asked_by"])
    .where("project", "=", given.project)
    .forUpdate()
    .execute();
  const isInUse = imports.some(
    (one) =>
      one.state === "running" || one.state === "done" || (one.state === "waiting" && one.asked_by !== given.who.id),
  );
  const item = await db
    .selectFrom("item")
    .innerJoin("project", "project.dataset", "item.dataset")
    .select("item.id")
    .where("project.id", "=", given.project)
    .limit(1)
    .executeTakeFirst();
  const label = await db
    .selectFrom("label")
    .innerJoin("question", "question.id", "label.question")
    .select("label.id")
    .where("question.project", "=", given.project)
    .limit(1)
    .executeTakeFirst();
  if (isInUse || item || label)
    throw new Failure("conflict", "The project is not empty, so it was not deleted.", { field: "if" });
}
