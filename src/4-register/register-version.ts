import type { CollectTables } from "#collect";
import { type Id, newId } from "#ids";
import type { LabelTables } from "#label";
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
  readonly question: Id<"question">;
  readonly run: Id<"run">;
  readonly artifact: { readonly hash: string; readonly bytes: number };
  readonly signature: Signature;
  readonly profile: Profile;
  /** {accuracy, macroF1, ece, measuredOn, items, examples}. */
  readonly metrics: object;
  readonly by: string;
}

/**
 * Registers a run as the next version of the model of its question; a run that is one already keeps its number. Numbers are given
 * by project, over all its models, so that one number means one version.
 */
export function registerVersion(
  world: Pick<World<RegisterTables & LabelTables & CollectTables & EventTables & FileTables>, "db">,
  given: Registering,
): Promise<{ id: Id<"version">; number: number }> {
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, `versions ${given.project}`);
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
      .innerJoin("model", "model.id", "version.model")
      .select((eb) => eb.fn.max("version.number").as("number"))
      .where("model.project", "=", given.project)
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
        facts: { version: made.number, question: given.question },
      },
    );
    return made;
  });
}

/** The model of a question, made with its first version. */
async function modelOf(
  world: Pick<World<RegisterTables & LabelTables & CollectTables>, "db">,
  given: { workspace: Id<"workspace">; project: Id<"project">; question: Id<"question"> },
): Promise<Id<"model">> {
  const known = await world.db
    .selectFrom("model")
    .select("id")
    .where("project", "=", given.project)
    .where("question", "=", given.question)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (known) return known.id;
  const { name, asks } = await world.db
    .selectFrom("project")
    .innerJoin("question", "question.project", "project.id")
    .select(["project.name", "question.name as asks"])
    .where("question.id", "=", given.question)
    .executeTakeFirstOrThrow();
  const id = newId("model");
  await world.db
    .insertInto("model")
    .values({
      id,
      workspace: given.workspace,
      project: given.project,
      question: given.question,
      name: `${name} ${asks} ${id.slice(-6)}`,
      removed_at: null,
    })
    .execute();
  return id;
}
