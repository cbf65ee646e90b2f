import { Failure } from "#failure";
import type { Id } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { askJob, type JobTables } from "#platform/jobs";
import type { Database, World } from "#world";
import { settleJob } from "../jobs.ts";
import type { LabelTables } from "../tables.ts";
import { lockOfLabels, refuseMerged } from "./add-labels.ts";

type Tables = LabelTables & EventTables & JobTables;

/** A label that is to be merged into another one of its question, and who wants that. */
interface Merging {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly question: Id<"question">;
  readonly label: Id<"label">;
  readonly into: Id<"label">;
  readonly askedBy: string;
}

/**
 * Merges a label into another: from now on every answer that names it counts as the other, wherever answers are read. No answer
 * is rewritten, so however many they are, this is one row. What votes between the two had decided is decided anew by a job,
 * which is asked for in the same transaction. Repeating it does nothing more. Gives the job.
 */
export function mergeLabels(
  world: Pick<World<Tables>, "db" | "clock" | "jobs">,
  given: Merging,
): Promise<{ job: Id<"job"> }> {
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, lockOfLabels(given.question));
    const { label, into } = await bothLabels(db, given);
    if (label.merged_into !== into.id) await merge({ ...world, db }, { label, into });
    const { workspace, project, askedBy } = given;
    await announce({ db }, { kind: "labels.changed", workspace, project });
    const title = `Merge ${label.name} into ${into.name}`;
    const input = { label: label.id };
    return { job: await askJob({ db, jobs: world.jobs }, settleJob, { input, workspace, project, title, askedBy }) };
  });
}

type Row = Pick<LabelTables["label"], "id" | "name" | "key" | "retired_at"> & { merged_into: Id<"label"> | null };

/** The two labels, if the one can be merged into the other. */
async function bothLabels(db: Database<Tables>, given: Merging): Promise<{ label: Row; into: Row }> {
  const all = await db
    .selectFrom("label")
    .select(["id", "name", "key", "retired_at", "merged_into"])
    .where("question", "=", given.question)
    .execute();
  const label = all.find((row) => row.id === given.label);
  if (!label) throw new Failure("missing", "There is no such label.", { field: "label" });
  const into = all.find((row) => row.id === given.into);
  if (!into) throw new Failure("invalid", "This question has no such label to merge into.", { field: "into" });
  if (label.id === into.id)
    throw new Failure("invalid", "A label cannot be merged into itself. Choose another one.", { field: "into" });
  refuseMerged(all, into.id, "into");
  if (label.merged_into !== into.id) refuseMerged(all, label.id);
  if (into.retired_at)
    throw new Failure("conflict", `"${into.name}" is retired. Bring it back first, or choose another one.`, {
      field: "into",
    });
  return { label, into };
}

/** Says so in the rows of the labels: those that had been merged into the one follow it, so that one step leads to the end. */
async function merge(
  world: Pick<World<Tables>, "db" | "clock">,
  { label, into }: { label: Row; into: Row },
): Promise<void> {
  const change = { merged_into: into.id, retired_at: label.retired_at ?? world.clock.now(), key: null };
  await world.db.updateTable("label").set(change).where("id", "=", label.id).execute();
  await world.db.updateTable("label").set({ merged_into: into.id }).where("merged_into", "=", label.id).execute();
  if (into.key === null && label.key !== null)
    await world.db.updateTable("label").set({ key: label.key }).where("id", "=", into.id).execute();
}
