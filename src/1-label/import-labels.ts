import { type RawBuilder, sql } from "kysely";
import type { CollectTables, StagedTables } from "#collect";
import type { Id } from "#ids";
import { newId } from "#ids";
import type { Database } from "#world";
import { addLabels } from "./add-labels.ts";
import { readSettings } from "./create-project.ts";
import { makeTasks, neverAnswered, perhapsAnswered } from "./make-tasks.ts";
import { readQuestion } from "./read-labels.ts";
import type { LabelTables } from "./tables.ts";

type Tables = CollectTables & StagedTables & LabelTables;

/** Who an imported label is from. */
export interface ImportAuthor {
  readonly kind: "import" | "sample";
  readonly how: "imported" | "sample";
  readonly id: string;
}

/**
 * Within the transaction of an import: makes the labels that are new, an answer and a consensus for every labelled row
 * whose item has none yet, and the tasks. Gives how many labels were taken.
 */
export async function importLabels(
  db: Database<Tables>,
  given: { project: Id<"project">; dataset: Id<"dataset">; import: Id<"import">; author: ImportAuthor },
): Promise<number> {
  const question = (await readQuestion({ db }, given.project)).id;
  const names = await db
    .selectFrom("staged")
    .select("label")
    .distinct()
    .where("label", "is not", null)
    .limit(5001)
    .execute();
  await addLabels({ db }, { question, names: names.flatMap((row) => row.label ?? []).sort() });
  await sql`analyze staged`.execute(db);
  const taken = names.length === 0 ? 0 : await writeAnswers(db, { ...given, question });
  const { auditShare } = await readSettings({ db }, given.project);
  const items: RawBuilder<unknown> = sql`select item.id, item.split from staged join item on item.id = staged.id`;
  const answered = taken > 0 ? perhapsAnswered : neverAnswered;
  await makeTasks(db, { project: given.project, question, auditShare, items, answered });
  if (taken > 0) await closeTasks(db, { ...given, question });
  // Until statistics are gathered the planner takes these tables for empty, and joins them row by row.
  await sql`analyze item, task, consensus`.execute(db);
  return taken;
}

interface Writing {
  readonly project: Id<"project">;
  readonly dataset: Id<"dataset">;
  readonly import: Id<"import">;
  readonly question: Id<"question">;
  readonly author: ImportAuthor;
}

/** One answer for each labelled item without one: the first row of the file that names it. Ids are those of the staged rows. */
async function writeAnswers(db: Database<Tables>, given: Writing): Promise<number> {
  const stamp = newId("annotation").slice("annotation_".length, -12);
  const result = await sql`
    with fresh as (
      select distinct on (item.id) item.id as item, staged.line, label.id as label,
        'annotation_' || ${stamp} || lpad(to_hex(row_number() over ()), 12, '0') as annotation
      from staged
      join item on item.dataset = ${given.dataset} and item.hash = staged.hash
      join label on label.question = ${given.question} and label.name = staged.label
      where staged.label is not null and not exists (select 1 from consensus where consensus.question = ${given.question} and consensus.item = item.id)
      order by item.id, staged.line
    ), answers as (
      insert into annotation (id, project, question, item, author_kind, author, value, import_line)
      select annotation, ${given.project}, ${given.question}, item, ${given.author.kind}, ${given.author.id}, jsonb_build_object('labels', jsonb_build_array(label)), line from fresh
    )
    insert into consensus (question, item, project, value, how, agreement, annotations)
    select ${given.question}, item, ${given.project}, jsonb_build_object('labels', jsonb_build_array(label)), ${given.author.how}, 1, array[annotation] from fresh`.execute(
    db,
  );
  return Number(result.numAffectedRows ?? 0n);
}

/** Closes the open tasks of items that were here before and got their label from this file. */
async function closeTasks(db: Database<Tables>, given: Writing): Promise<void> {
  await sql`update task set state = 'done', given = 1, done_at = now(), held_until = null, held_by = null
    from staged join item on item.dataset = ${given.dataset} and item.hash = staged.hash
    where task.project = ${given.project} and task.item = item.id and task.state <> 'done' and staged.label is not null
      and exists (select 1 from consensus where consensus.question = ${given.question} and consensus.item = item.id)`.execute(
    db,
  );
}
