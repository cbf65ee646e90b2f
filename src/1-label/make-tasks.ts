import { type RawBuilder, sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import type { Database } from "#world";
import type { LabelTables } from "./tables.ts";

/** For items that were just made and came without labels: none has an answer. */
export const neverAnswered: RawBuilder<unknown> = sql`null::timestamptz`;

/** For items that may have an answer already. */
export const perhapsAnswered: RawBuilder<unknown> = sql`consensus.updated_at`;

/**
 * Makes the tasks of a project for items that have none. What becomes of an item is thrown by dice that are a hash of
 * project and item, so that it is fixed: whether it is for the audit, whether it is labelled without a suggestion (all
 * audit items and an equal share of the others, so that nobody can tell them apart), and its place in the random order.
 * Items that are labelled already are never for the audit.
 */
export async function makeTasks(
  db: Database<CollectTables & LabelTables>,
  given: {
    project: Id<"project">;
    question: Id<"question">;
    auditShare: number;
    items: RawBuilder<unknown>;
    answered: RawBuilder<unknown>;
  },
): Promise<void> {
  const share = Math.round(given.auditShare * 65_536);
  // The hash is cheap enough to be thrown anew for each column, which is what the planner makes of it.
  await sql`
    insert into task (project, item, role, blind, state, place, given, done_at)
    select ${given.project}, thrown.id,
      case when thrown.is_test then 'test' when thrown.answered is null and thrown.audit < ${share} then 'audit' else 'learn' end,
      thrown.is_test or (thrown.answered is null and thrown.audit < ${share}) or thrown.blind < ${share},
      case when thrown.answered is null then 'open' else 'done' end,
      thrown.place,
      case when thrown.answered is null then 0 else 1 end,
      thrown.answered
    from (
      select item.id, item.split is not distinct from 'test' as is_test, ${given.answered} as answered,
        hashtextextended(item.id, hashtext(${given.project})) & 65535 as audit,
        (hashtextextended(item.id, hashtext(${given.project})) >> 16) & 65535 as blind,
        ((hashtextextended(item.id, hashtext(${given.project})) >> 32) & 2147483647)::integer as place
      from (${given.items}) as item
      ${given.answered === neverAnswered ? sql`` : sql`left join consensus on consensus.question = ${given.question} and consensus.item = item.id`}
    ) as thrown
    on conflict do nothing`.execute(db);
}
