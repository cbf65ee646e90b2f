import { type RawBuilder, sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import type { World } from "#world";
import type { LabelTables } from "../tables.ts";
import { lockOfLabels } from "./add-labels.ts";
import { namedBy } from "./merged-labels.ts";

type Seen = Pick<World<LabelTables & CollectTables>, "db" | "clock">;

// An answer that was on its way when its label was retired has come in by then.
const graceMilliseconds = 600_000;

// A label that others were merged into is used by what names those, and one that was merged says where its name leads.
const isUnused = sql`label.merged_into is null
  and not exists (select from label as merged where merged.question = label.question and merged.merged_into = label.id)
  and not exists (select from annotation where annotation.question = label.question and ${namedBy("annotation.value")} = label.id)`;
const isLeft = (imports: RawBuilder<unknown>) => sql`label.import in (
  select id from import where state in ('failed', 'cancelled', 'taken back') and ${imports})`;

/**
 * Retires the labels that imports of a dataset made which did not come to be, or were taken back, unless somebody answered with
 * them: those of the import that ended now, and those that it alone still used. It waits for an import that is about to commit
 * answers with them.
 */
export function retireLeft(world: Seen, id: Id<"import">): Promise<void> {
  return transaction(world.db, async (db) => {
    const { rows } = await sql<{ question: Id<"question"> }>`
      select question.id as question from import join project on project.dataset = import.dataset
        join question on question.project = project.id where import.id = ${id} order by question.id`.execute(db);
    for (const { question } of rows) {
      await lockInTransaction(db, lockOfLabels(question));
      await sql`update label set retired_at = ${world.clock.now()} where question = ${question} and retired_at is null
        and ${isLeft(sql`true`)} and ${isUnused}`.execute(db);
    }
  });
}

/** Deletes labels that were retired so, and that nobody answered with and no snapshot can name: they would fill the list for ever.
 * An import that runs may be about to use them again. */
export async function forgetLeft(world: Seen): Promise<void> {
  const before = new Date(world.clock.now().getTime() - graceMilliseconds);
  await sql`delete from label using question where question.id = label.question
    and label.retired_at < ${before} and ${isLeft(sql`true`)} and ${isUnused}
    and not exists (select from import as running join project on project.dataset = running.dataset
      where project.id = question.project and running.state = 'running')
    and not exists (select from snapshot where snapshot.project = question.project and snapshot.created_at > label.created_at)`.execute(
    world.db,
  );
}
