import { sql } from "kysely";
import { type CollectTables, datasetOf } from "#collect";
import type { Id } from "#ids";
import { isTooFewInAll, leastOfAll, wilsonInterval } from "#statistics";
import type { World } from "#world";
import type { Estimate, ProgressView, QuestionProgress } from "../contract.ts";
import { readMerged, sumMerged } from "../questions/merged-labels.ts";
import { type Question, readQuestions } from "../questions/read-labels.ts";
import type { LabelTables } from "../tables.ts";
import { believeSlow } from "./believe-slow.ts";
import { countKeys } from "./read-counts.ts";

type Seen = Pick<World<LabelTables & CollectTables>, "db" | "clock">;

/** A share with its Wilson interval at 95 %; none of too few items to say. */
export function shareOf(hits: number, items: number): Estimate | undefined {
  if (isTooFewInAll(items)) return undefined;
  const { low, high } = wilsonInterval(hits, items);
  return { value: hits / items, low, high, items };
}

/** How labelling goes in a project, for one person. */
export async function readProgress(
  world: Seen,
  given: { project: Id<"project">; person: string; zone?: string | undefined },
): Promise<ProgressView> {
  const totals = await countItems(world, given.project);
  const questions = await readQuestions(world, given.project);
  return {
    ...totals,
    mine: await pace(world, { ...given, zone: given.zone ?? "UTC" }),
    questions: await Promise.all(
      questions.map((question) => questionProgress(world, { project: given.project, question })),
    ),
  };
}

interface Asking {
  readonly project: Id<"project">;
  readonly question: Question;
}

async function questionProgress(world: Counting, { project, question }: Asking): Promise<QuestionProgress> {
  const { id } = question;
  const live = await world.db.selectFrom("live").selectAll().where("question", "=", id).executeTakeFirst();
  const points = await world.db
    .selectFrom("live_point")
    .selectAll()
    .where("question", "=", id)
    .orderBy("labels")
    .execute();
  return {
    question: id,
    name: question.name,
    labelled: await countAnswered(world, id),
    accuracy: live && shareOf(live.audit_hits, live.audited),
    live: live && {
      number: live.number,
      labels: live.labels,
      classes: live.classes,
      seconds: live.seconds,
      at: live.at.toISOString(),
    },
    points: thinned(points).flatMap((row) => {
      const estimate = shareOf(row.audit_hits, row.audited);
      return estimate ? [{ labels: row.labels, ...estimate }] : [];
    }),
    needed: live
      ? await neededForAccuracy(world, { project, audited: live.audited })
      : await neededForLive(world, { project, question }),
  };
}

type Counting = Pick<World<LabelTables & CollectTables>, "db">;

/** Counts the items of a project and those that lack no answer; a slow count is believed for a while. */
export async function countItems(
  world: Counting,
  project: Id<"project">,
): Promise<{ items: number; labelled: number; open: number }> {
  // Each by itself: many items must not make the few labels look old that somebody just gave. And one after the other: a
  // second connection would have to be opened, which alone takes longer than the quick count.
  const labelled = await countLabelled(world, project);
  const items = await countAll(world, project);
  return { items, labelled, open: Math.max(0, items - labelled) };
}

const countAll = believeSlow(async (world: Counting, project) => {
  const dataset = await datasetOf(world, project);
  return counted(world, sql`item where dataset = ${dataset}`);
});

const countLabelled = believeSlow(async (world: Counting, project) => {
  const required = (await readQuestions(world, project)).filter((one) => one.required).map((one) => one.id);
  const [only, ...others] = required;
  if (only && others.length === 0) return countAnswered(world, only);
  return counted(
    world,
    sql`(select from consensus where question = any(${required}::text[]) group by item having count(*) = ${required.length}) as whole`,
  );
});

/** How many items have an answer to a question. */
export const countAnswered = believeSlow((world: Counting, question: Id<"question">) =>
  counted(world, sql`consensus where question = ${question}`),
);

async function counted({ db }: Counting, rows: ReturnType<typeof sql>): Promise<number> {
  const found = await sql<{ count: number }>`select count(*) as count from ${rows}`.execute(db);
  return found.rows[0]?.count ?? 0;
}

/**
 * What a person answered since midnight where they are, what they saved at once as one, and how long each took at the median: answers that were taken back are
 * none, and a time that is not known says nothing.
 */
async function pace(
  world: Seen,
  given: { project: Id<"project">; person: string; zone: string },
): Promise<ProgressView["mine"]> {
  const { rows } = await sql<{ today: number; median: number | null }>`
    select count(*)::int as today,
      percentile_cont(0.5) within group (order by case when milliseconds is not null then least(milliseconds, ${longestMilliseconds}::int) end) as median
    from annotation as mine
    where project = ${given.project} and author = ${given.person} and author_kind = 'person' and value is not null and given_with is null
      and created_at >= date_trunc('day', ${world.clock.now()}::timestamptz at time zone ${given.zone}) at time zone ${given.zone}
      and not exists (
        select from annotation as undo
        where undo.question = mine.question and undo.item = mine.item and undo.supersedes = mine.id and undo.value is null)`.execute(
    world.db,
  );
  const [row] = rows;
  return { today: row?.today ?? 0, secondsEach: row?.median == null ? undefined : row.median / 1000 };
}

// Somebody who went for coffee did not think for an hour.
const longestMilliseconds = 120_000;

/** At most 120 points of a curve, the last one among them. */
function thinned<Row>(rows: readonly Row[]): Row[] {
  const step = Math.ceil(rows.length / 120);
  return rows.filter((_, at) => at % step === 0 || at === rows.length - 1);
}

/** What the accuracy of the live model waits for: some audit items that were labelled without a suggestion. */
async function neededForAccuracy(
  world: Pick<Seen, "db">,
  { project, audited }: { project: Id<"project">; audited: number },
): Promise<string | undefined> {
  if (!isTooFewInAll(audited)) return undefined;
  const { rows } = await sql`select from task where project = ${project} and role = 'audit' limit 1`.execute(world.db);
  if (audited === 0 && rows.length === 0)
    return "No items are kept apart to measure on while you label: some of those that come to be labelled are, by the project's audit share.";
  return `Too few to say how often it is right: ${audited} of ${leastOfAll} items that are kept apart to measure on are labelled without a suggestion.`;
}

/** What the live model waits for: two classes with five labels each. */
async function neededForLive(world: Counting, { project, question }: Asking): Promise<string | undefined> {
  const sums = sumMerged(await countKeys(world, question.id), await readMerged(world, project));
  const most = Object.values(sums).sort((one, other) => other - one);
  const lacking = [0, 1].reduce((sum, at) => sum + Math.max(0, 5 - (most[at] ?? 0)), 0);
  const [what, each] = question.kind === "rating" ? ["levels", "five answers"] : ["labels", "five examples"];
  return lacking > 0 ? `Suggestions begin when two ${what} have ${each} each: about ${lacking} to go.` : undefined;
}
