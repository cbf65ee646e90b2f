import { type RawBuilder, sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import type { Database } from "#world";
import type { LabelTables } from "./tables.ts";

/**
 * Makes the tasks of a project for items that have none. What becomes of an item is thrown by dice that are a hash of
 * project and item, so that it is fixed: whether it is for the audit, whether it is labelled without a suggestion (all
 * audit items and an equal share of the others, so that nobody can tell them apart), and its place in the random order.
 * Items that are labelled already are never for the audit.
 */
export async function makeTasks(
  db: Database<CollectTables & LabelTables>,
  given: { project: Id<"project">; question: Id<"question">; auditShare: number; items: RawBuilder<unknown> },
): Promise<void> {
  const share = Math.round(given.auditShare * 65_536);
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
      select dice.id, dice.split is not distinct from 'test' as is_test, consensus.updated_at as answered,
        get_byte(dice.hash, 0) * 256 + get_byte(dice.hash, 1) as audit,
        get_byte(dice.hash, 2) * 256 + get_byte(dice.hash, 3) as blind,
        ((get_byte(dice.hash, 4)::bigint << 23) + (get_byte(dice.hash, 5) << 15) + (get_byte(dice.hash, 6) << 7) + (get_byte(dice.hash, 7) >> 1))::integer as place
      from (select item.id, item.split, decode(md5(${`${given.project} `} || item.id), 'hex') as hash from (${given.items}) as item) as dice
      left join consensus on consensus.question = ${given.question} and consensus.item = dice.id
    ) as thrown
    on conflict do nothing`.execute(db);
}
