import { sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import type { Database, World } from "#world";
import { readSettings } from "./create-project.ts";
import { insertTasks, type Tasked } from "./make-tasks.ts";
import type { LabelTables } from "./tables.ts";

type Tables = LabelTables & CollectTables;

/** The tasks that stand open for people to come: of the test split, and of the rest. */
interface Stock {
  readonly tasks: ReturnType<typeof sql>;
  readonly items: ReturnType<typeof sql>;
  readonly most: number;
}

const stocks: readonly Stock[] = [
  { tasks: sql`role <> 'test'`, items: sql`split is distinct from 'test'`, most: 20_000 },
  { tasks: sql`role = 'test'`, items: sql`split = 'test'`, most: 5000 },
];
const lowShare = 0.75;

/** Says that a project has items without a task; `stockTasks` takes it from there. */
export async function expectTasks(db: Database<LabelTables>, project: Id<"project">): Promise<void> {
  await db
    .insertInto("backlog")
    .values({ project })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Makes tasks for items that have none: for all of them where they fit into the stock (20,000 open tasks, 5,000 more of the
 * test split), else for as many random ones. Those that stand open and that nobody has touched are drawn anew with the rest,
 * so that every untouched item is as likely to be among them as any other. Where no items `arrived` it does so only when a
 * quarter of a stock is gone, and tells `none` where every item has its task.
 */
export function stockTasks(
  world: Pick<World<Tables>, "db">,
  given: { project: Id<"project">; why: "arrived" | "low" },
): Promise<"some" | "none"> {
  const { project, why } = given;
  return transaction(world.db, async (db) => {
    if (why === "low" && !(await isExpected(db, project))) return "none";
    await lockInTransaction(db, `tasks of ${project}`);
    let isComplete = true;
    for (const stock of stocks) {
      const open = await countOpen(db, { project, stock });
      if (why === "low" && open >= lowShare * stock.most) isComplete = false;
      else if (!(await fill(db, { project, stock, open }))) isComplete = false;
    }
    if (isComplete) await db.deleteFrom("backlog").where("project", "=", project).execute();
    else await expectTasks(db, project);
    return "some";
  });
}

async function isExpected(db: Database<LabelTables>, project: Id<"project">): Promise<boolean> {
  const row = await db.selectFrom("backlog").select("project").where("project", "=", project).executeTakeFirst();
  return row !== undefined;
}

interface Filling {
  readonly project: Id<"project">;
  readonly stock: Stock;
}

const openTasks = ({ project, stock }: Filling) =>
  sql`task where project = ${project} and state = 'open' and ${stock.tasks}`;

const untaskedItems = ({ project, stock }: Filling) =>
  sql`item where dataset = (select dataset from project where id = ${project}) and ${stock.items}
    and not exists (select from task where task.project = ${project} and task.item = item.id)`;

/** How many are open; a full stock is not counted further. */
async function countOpen(db: Database<Tables>, filling: Filling): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*) as open from (select from ${openTasks(filling)} limit ${filling.stock.most}) as seen`.execute(db);
  return rows[0]?.open ?? 0;
}

/** Fills a stock; whether every item of it has its task now. */
async function fill(db: Database<Tables>, filling: Filling & { open: number }): Promise<boolean> {
  const { project, stock } = filling;
  const { rows } = await sql<{ left: number }>`select count(*) as left from ${untaskedItems(filling)}`.execute(db);
  const left = rows[0]?.left ?? 0;
  const isComplete = filling.open + left <= stock.most;
  if (!isComplete) await putBack(db, filling);
  if (left === 0) return isComplete;
  const drawn = await sql<Omit<Tasked, "answered">>`
    select id as item, split from ${untaskedItems(filling)} order by random() limit ${stock.most}`.execute(db);
  const { auditShare } = await readSettings({ db }, project);
  await insertTasks(
    { db, project, auditShare },
    drawn.rows.map((row) => ({ ...row, answered: undefined })),
  );
  return isComplete;
}

/** Forgets the open tasks that nobody has touched. */
async function putBack(db: Database<LabelTables>, filling: Filling): Promise<void> {
  await sql`with untouched as materialized (
      select item from ${openTasks(filling)} and skips = 0
        and not exists (
          select from question join annotation on annotation.question = question.id
          where question.project = ${filling.project} and annotation.item = task.item)
      for update skip locked)
    delete from task using untouched where task.project = ${filling.project} and task.item = untouched.item`.execute(
    db,
  );
}
