import type { CollectTables } from "#collect";
import { type Id, newId } from "#ids";
import { type FileTables, keepBlob } from "#platform/blobs";
import { json, lockInTransaction, transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import type { World } from "#world";
import type { Profile } from "./profile.ts";
import type { RegisterTables, Signature } from "./tables.ts";

/** What becomes a version: a run's artifact with everything that must be known of it. */
export interface Registering {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly run: Id<"run">;
  readonly artifact: { readonly hash: string; readonly bytes: number };
  readonly signature: Signature;
  readonly profile: Profile;
  /** {accuracy, macroF1, ece, measuredOn, items, examples}. */
  readonly metrics: object;
  readonly by: string;
}

/** Registers a run as the next version of its project's model; a run that is one already keeps its number. */
export function registerVersion(
  world: Pick<World<RegisterTables & CollectTables & EventTables & FileTables>, "db">,
  given: Registering,
): Promise<{ id: Id<"version">; number: number }> {
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, `model ${given.project}`);
    const model = await modelOf({ db }, given);
    const known = await db
      .selectFrom("version")
      .select(["id", "number"])
      .where("model", "=", model)
      .where("run", "=", given.run)
      .executeTakeFirst();
    if (known) return known;
    const last = await db
      .selectFrom("version")
      .select((eb) => eb.fn.max("number").as("number"))
      .where("model", "=", model)
      .executeTakeFirst();
    const made = { id: newId("version"), number: (last?.number ?? 0) + 1 };
    await db
      .insertInto("version")
      .values({
        ...made,
        model,
        run: given.run,
        artifact: given.artifact.hash,
        bytes: given.artifact.bytes,
        signature: json(given.signature),
        profile: json(given.profile),
        metrics: json(given.metrics),
        created_by: given.by,
        approved_by: null,
        approval_reason: null,
        approved_at: null,
      })
      .execute();
    const { workspace, project, artifact } = given;
    await keepBlob({ db }, artifact.hash, { workspace, project, owner: made.id, path: "model" });
    await announce(
      { db },
      {
        kind: "version.registered",
        workspace: given.workspace,
        project: given.project,
        facts: { version: made.number },
      },
    );
    return made;
  });
}

/** The model of a project, made with its first version. */
async function modelOf(
  world: Pick<World<RegisterTables & CollectTables>, "db">,
  given: { workspace: Id<"workspace">; project: Id<"project"> },
): Promise<Id<"model">> {
  const known = await world.db
    .selectFrom("model")
    .select("id")
    .where("project", "=", given.project)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (known) return known.id;
  const { name } = await world.db
    .selectFrom("project")
    .select("name")
    .where("id", "=", given.project)
    .executeTakeFirstOrThrow();
  const id = newId("model");
  await world.db
    .insertInto("model")
    .values({
      id,
      workspace: given.workspace,
      project: given.project,
      name: `${name} ${id.slice(-6)}`,
      removed_at: null,
    })
    .execute();
  return id;
}
