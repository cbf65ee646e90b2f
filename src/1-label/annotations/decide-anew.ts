import { sql } from "kysely";
import type { Id } from "#ids";
import type { Database } from "#world";
import type { LabelTables } from "../tables.ts";
import { readAnswersOf } from "../tasks/take-turn.ts";
import { type Decided, decide } from "./consensus.ts";

/** Decides anew what some items are, from the answers that stand now, by whoever holds their turns; one without any is open again. */
export async function decideAnew(
  db: Database<LabelTables>,
  given: { project: Id<"project">; question: Id<"question">; items: readonly Id<"item">[] },
): Promise<void> {
  const answers = await readAnswersOf(db, given.question, given.items);
  const undecided: Id<"item">[] = [];
  const decided: (Decided & { item: Id<"item"> })[] = [];
  for (const item of new Set(given.items)) {
    const one = decide(answers.get(item) ?? []);
    if (one) decided.push({ item, ...one });
    else undecided.push(item);
  }
  await sql`update consensus set value = anew.value, how = anew.how, agreement = anew.agreement, annotations = anew.annotations,
      updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(decided)}::jsonb) as anew (item text, value jsonb, how text, agreement real, annotations text[])
    where consensus.question = ${given.question} and consensus.item = anew.item
      and (consensus.value, consensus.how, consensus.agreement, consensus.annotations)
        is distinct from (anew.value, anew.how, anew.agreement, anew.annotations)`.execute(db);
  if (undecided.length === 0) return;
  await sql`delete from consensus where question = ${given.question} and item = any(${undecided}::text[])`.execute(db);
  await sql`update task set state = 'open', given = 0, done_at = null
    where project = ${given.project} and item = any(${undecided}::text[]) and state = 'done'
      and exists (select from question where id = ${given.question} and required)`.execute(db);
}
