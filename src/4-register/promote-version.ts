import { Failure } from "#failure";
import type { Id } from "#ids";
import { type LabelTables, readQuestion } from "#label";
import { transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { type PeopleTables, record } from "#platform/people";
import type { TrainTables } from "#train";
import type { World } from "#world";
import { type Meant, readVersion } from "./read-versions.ts";
import type { RegisterTables } from "./tables.ts";

type Seen = Pick<World<RegisterTables & TrainTables & LabelTables & EventTables & PeopleTables>, "db" | "clock">;

interface Change extends Meant {
  readonly workspace: Id<"workspace">;
  readonly reason: string;
  readonly by: string;
  readonly address?: string | undefined;
}

/** Approves a version and gives it an alias, which leaves the version of the same question that had it; gives its number. */
export function promoteVersion(world: Seen, given: Change & { alias: string }): Promise<number> {
  if (given.alias === "newest")
    throw new Failure("invalid", '"newest" always means the newest version; choose another alias.', { field: "alias" });
  return transaction(world.db, async (db) => {
    const version = await readVersion({ db }, given);
    await approve({ ...world, db }, { ...given, id: version.id as Id<"version">, approval: "approved" });
    const moved = { version: version.id as Id<"version">, moved_by: given.by, moved_at: world.clock.now() };
    await db
      .insertInto("alias")
      .values({ model: version.model as Id<"model">, name: given.alias, ...moved })
      .onConflict((conflict) => conflict.columns(["model", "name"]).doUpdateSet(moved))
      .execute();
    await announce(
      { db },
      {
        kind: "version.promoted",
        workspace: given.workspace,
        project: given.project,
        facts: { version: version.number, alias: given.alias, question: version.question },
      },
    );
    return version.number;
  });
}

/** Approves or rejects a version, with a reason; a rejected one loses its aliases. */
export function approveVersion(
  world: Seen,
  given: Change & { approval: "pending" | "approved" | "rejected" },
): Promise<void> {
  return transaction(world.db, async (db) => {
    const version = await readVersion({ db }, given);
    await approve({ ...world, db }, { ...given, id: version.id as Id<"version"> });
    if (given.approval === "rejected")
      await db
        .deleteFrom("alias")
        .where("version", "=", version.id as Id<"version">)
        .execute();
    await announce(
      { db },
      {
        kind: "version.judged",
        workspace: given.workspace,
        project: given.project,
        facts: { version: version.number, approval: given.approval, question: version.question },
      },
    );
  });
}

async function approve(
  world: Seen,
  given: Change & { id: Id<"version">; approval: "pending" | "approved" | "rejected" },
): Promise<void> {
  const by = given.approval === "pending" ? null : given.by;
  await world.db
    .updateTable("version")
    .set({
      approval: given.approval,
      approved_by: by,
      approval_reason: given.reason,
      approved_at: by ? world.clock.now() : null,
    })
    .where("id", "=", given.id)
    .execute();
  await record(world, {
    workspace: given.workspace,
    project: given.project,
    actor: given.by,
    act: `version.${given.approval}`,
    object: given.id,
    facts: { reason: given.reason },
    address: given.address,
  });
}

/** Takes an alias of a question away, of the first where none is named. */
export async function dropAlias(
  world: Seen,
  given: { project: Id<"project">; question: string | undefined; alias: string },
): Promise<void> {
  const { id: question } = await readQuestion(world, given.project, given.question);
  const model = await world.db
    .selectFrom("model")
    .select("id")
    .where("project", "=", given.project)
    .where("question", "=", question)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (model) await world.db.deleteFrom("alias").where("model", "=", model.id).where("name", "=", given.alias).execute();
}
