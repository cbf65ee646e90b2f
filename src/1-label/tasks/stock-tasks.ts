import { sql } from "kysely";
import { type CollectTables, datasetOf } from "#collect";
import type { Split } from "#collect/contract";
import type { Id } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import type { Database, World } from "#world";
import { readSettings } from "../questions/create-project.ts";
import type { LabelTables } from "../tables.ts";
import { answeredAt, insertTasks, isSplitHeldOut, type Tasked } from "./make-tasks.ts";

type Tables = LabelTables & CollectTables;

/** A part of a project's items that has a stock of its own: the splits that are held out, and all others. */
export type StockPart = "test" | "other";

/** The part that items of a split are in. */
export const partOf = (split: Split | null | undefined): StockPart => (isSplitHeldOut(split) ? "test" : "other");

/** The tasks of a part that stand open for people to come. */
interface Stock {
  readonly tasks: ReturnType<typeof sql>;
  readonly items: ReturnType<typeof sql>;
  readonly most: number;
}

const stocks: Readonly<Record<StockPart, Stock>> = {
  other: { tasks: sql`role <> 'test'`, items: sql`(split is null or split = 'train')`, most: 20_000 },
  test: { tasks: sql`role = 'test'`, items: sql`split in ('test', 'validation')`, most: 5000 },
};
const lowShare = 0.75;

/** Says, in the transaction that adds them, that a project has items of a part without a task; `stockTasks` takes it from there. */
export async function expectTasks(
  db: Database<LabelTables>,
  given: { project: Id<"project">; part: StockPart },
): Promise<void> {
  // Without the lock a stock that is drawn now, which does not see these items yet, could say that none lacks a task.
  await lockInTransaction(db, lockOfTasks(given.project));
  await db
    .insertInto("backlog")
    .values(given)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Makes tasks for items that have none: for all of a part where they fit into its stock (20,000 open tasks, 5,000 of
 * those held out by their split), else for as many random ones. Those that stand open and that nobody has touched are drawn anew with the rest,
 * so that every untouched item is as likely to be among them as any other. Where none `arrived`, it does so only when a
 * quarter of the stock is gone (skipped tasks count as gone), and tells `none` where every item has its task.
 */
export function stockTasks(
  world: Pick<World<Tables>, "db">,
  given: { project: Id<"project">; why: "arrived" | "low" },
): Promise<"some" | "none"> {
  const { project, why } = given;
  return transaction(world.db, async (db) => {
    if ((await expectedParts(db, project)).length === 0) return "none";
    await lockInTransaction(db, lockOfTasks(project));
    const dataset = await datasetOf({ db }, project);
    for (const part of await expectedParts(db, project)) {
      const filling = { project, dataset, stock: stocks[part] };
      const open = await countOpen(db, filling);
      if (why === "low" && open >= lowShare * filling.stock.most) continue;
      if (await fill(db, { ...filling, open }))
        await db.deleteFrom("backlog").where("project", "=", project).where("part", "=", part).execute();
    }
    return "some";
  });
}

/** Makes the task of an item that just came, or leaves it to the backlog where the stock of its part is full. */
export async function stockItem(
  db: Database<Tables>,
  { project, item }: { project: Id<"project">; item: Id<"item"> },
): Promise<void> {
  const [row] = (
    await sql<Omit<Tasked, "answered"> & { answered: Date | null }>`
      select item.id as item, item.split, ${answeredAt(project)} as answered, ${isBegun(project)} as "isBegun" from item where id = ${item}`.execute(
      db,
    )
  ).rows;
  if (!row) return;
  const part = partOf(row.split);
  const stock = stocks[part];
  const dataset = await datasetOf({ db }, project);
  if ((await countOpen(db, { project, dataset, stock })) >= stock.most) return expectTasks(db, { project, part });
  const { auditShare } = await readSettings({ db }, project);
  await insertTasks({ db, project, auditShare }, [{ ...row, answered: row.answered ?? undefined }]);
}

/** Forgets that a project has items without a task, once nobody is making some; nobody does afterwards. */
export function forgetBacklog(world: Pick<World<LabelTables>, "db">, project: Id<"project">): Promise<void> {
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, lockOfTasks(project));
    await db.deleteFrom("backlog").where("project", "=", project).execute();
  });
}

/** The lock under which tasks are drawn, and items with their tasks are removed. */
export const lockOfTasks = (project: Id<"project">): string => `tasks of ${project}`;

async function expectedParts(db: Database<LabelTables>, project: Id<"project">): Promise<StockPart[]> {
  const rows = await db.selectFrom("backlog").select("part").where("project", "=", project).execute();
  return rows.map((row) => row.part);
}

interface Filling {
  readonly project: Id<"project">;
  readonly dataset: Id<"dataset">;
  readonly stock: Stock;
}

const openTasks = ({ project, stock }: Filling) =>
  sql`task where project = ${project} and state = 'open' and ${stock.tasks}`;

const untaskedItems = ({ project, dataset, stock }: Filling) =>
  sql`item where dataset = ${dataset} and ${stock.items}
    and not exists (select from task where task.project = ${project} and task.item = item.id)`;

/** How many are open that nobody skipped; a full stock is not counted further. */
async function countOpen(db: Database<Tables>, filling: Filling): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*) as open from (select from ${openTasks(filling)} and skips <= 0 limit ${filling.stock.most}) as seen`.execute(
    db,
  );
  return rows[0]?.open ?? 0;
}

/** Whether some question about an item is answered. */
const isBegun = (project: Id<"project">) =>
  sql`exists (select from question join consensus on consensus.question = question.id and consensus.item = item.id
    where question.project = ${project})`;

/** Fills a stock; whether every item of it has its task now. */
async function fill(db: Database<Tables>, filling: Filling & { open: number }): Promise<boolean> {
  const { project, stock, open } = filling;
  // One more than fits says enough.
  const { rows } = await sql<{ left: number }>`
    select count(*) as left from (select from ${untaskedItems(filling)} limit ${stock.most - open + 1}) as seen`.execute(
    db,
  );
  const left = rows[0]?.left ?? 0;
  const isComplete = open + left <= stock.most;
  if (!isComplete) await putBack(db, filling);
  if (left === 0) return isComplete;
  // Some may lack no answer any more: their labels were imported while another question had to be answered, too.
  const room = isComplete ? stock.most : Math.max(0, stock.most - (await countOpen(db, filling)));
  const drawn = await sql<Omit<Tasked, "answered"> & { answered: Date | null }>`
    select item.id as item, item.split, ${answeredAt(project)} as answered,
      ${isBegun(project)} as "isBegun"
    from (select id from ${untaskedItems(filling)} order by random() limit ${room}) as chosen join item using (id)`.execute(
    db,
  );
  const { auditShare } = await readSettings({ db }, project);
  await insertTasks(
    { db, project, auditShare },
    drawn.rows.map((row) => ({ ...row, answered: row.answered ?? undefined })),
  );
  return isComplete;
}

/** Forgets the open tasks that nobody has touched. */
async function putBack(db: Database<LabelTables>, filling: Filling): Promise<void> {
  await sql`with untouched as materialized (
      select item from ${openTasks(filling)} and skips = 0
        and not exists (select from seat where seat.project = ${filling.project} and seat.item = task.item)
        and (role <> 'audit' or not exists (select from question join consensus on consensus.question = question.id
          and consensus.item = task.item where question.project = ${filling.project}))
      for update skip locked)
    delete from task using untouched where task.project = ${filling.project} and task.item = untouched.item`.execute(
    db,
  );
}
