import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { CollectTables } from "#collect";
import { sentenceOf } from "#failure";
import { type Id, newId } from "#ids";
import {
  answeredBlind,
  type CurrentLabel,
  currentLabels,
  drawTexts,
  forgetLive,
  type LabelTables,
  liveNumber,
  type ReadText,
  readTexts,
  stockTasks,
  storeLive,
} from "#label";
import { notify } from "#platform/database";
import type { World } from "#world";
import { follow, isEnough, type LiveLearner, leastAnswers, openLearner } from "./live-learner.ts";
import type { TrainTables } from "./tables.ts";

type Seen = World<TrainTables & LabelTables & CollectTables>;

const mostLabels = 20_000;
const mostAudited = 2000;
const poolSize = 2000;
const chosenAhead = 60;
const randomFirst = 100;
const vocabularyTexts = 5000;
const leaseSeconds = 15;
const idleMilliseconds = 10 * 60_000;
// A learner is a thread with all it has read: one that nobody teaches ends, and learns anew when labels come again.
const learnerMilliseconds = 60_000;
const auditMilliseconds = 5000;

/** Trains the live models of the projects that this process is told of, one for each question, one process a question, at most once a second each. */
export interface LiveTraining {
  /** Tells that labels of a project changed. */
  changed(project: Id<"project">): void;
  /** Tells that news may have been missed: every project that is behind its labels is followed. */
  missed(): void;
  stop(): Promise<void>;
}

/** How a learner did on the audit items, and when it was asked. */
interface Audit {
  readonly at: number;
  readonly audited: number;
  readonly auditHits: number;
}

/** The live model of one question, as far as this process has it, and whether it is behind. */
interface Taught {
  learner: LiveLearner | undefined;
  audit: Audit | undefined;
  dirty: "yes" | "no";
}

interface Followed {
  readonly taught: Map<Id<"question">, Taught>;
  /** Whether labels of the project changed since its questions were looked at. */
  news: "yes" | "no";
  lastChange: number;
  running: Promise<void>;
}

/** Starts following; projects whose live model is behind their labels are followed from the start. */
export function startLiveTraining(world: Seen): LiveTraining {
  const holder = newId("holder");
  const followed = new Map<Id<"project">, Followed>();
  const stopping = new AbortController();

  const run = async (project: Id<"project">, state: Followed): Promise<void> => {
    while (!stopping.signal.aborted && performance.now() - state.lastChange < idleMilliseconds) {
      if (state.news === "yes" || [...state.taught.values()].some((one) => one.dirty === "yes"))
        await refresh(world, { project, holder, state }).catch(async (thrown) => {
          world.log.warn({ project, error: thrown }, `The live models stumbled: ${sentenceOf(thrown)}`);
          await letGo(state);
          state.news = "yes";
        });
      if (state.news === "no" && performance.now() - state.lastChange > learnerMilliseconds)
        for (const one of state.taught.values()) if (one.dirty === "no") await forget(one);
      await sleep(1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    followed.delete(project);
    await letGo(state);
    await world.db
      .deleteFrom("live_holder")
      .where("project", "=", project)
      .where("holder", "=", holder)
      .execute()
      .catch(() => undefined);
  };

  const changed = (project: Id<"project">): void => {
    const known = followed.get(project);
    if (known) {
      known.news = "yes";
      known.lastChange = performance.now();
      return;
    }
    const state: Followed = {
      taught: new Map(),
      news: "yes",
      lastChange: performance.now(),
      running: Promise.resolve(),
    };
    followed.set(project, state);
    state.running = run(project, state);
  };
  const missed = (): void =>
    void behind(world).then(
      (projects) => projects.forEach(changed),
      (thrown) => world.log.warn({ error: sentenceOf(thrown) }, "Could not look which live models are behind."),
    );
  missed();
  return {
    changed,
    missed,
    async stop() {
      stopping.abort();
      await Promise.all([...followed.values()].map((state) => state.running));
    },
  };
}

async function letGo({ taught }: Followed): Promise<void> {
  await Promise.all([...taught.values()].map(forget));
}

async function forget(taught: Taught): Promise<void> {
  const { learner } = taught;
  [taught.learner, taught.audit] = [undefined, undefined];
  await learner?.text.close();
}

/** Projects with answers to a question that are newer than its live model. */
async function behind(world: Pick<Seen, "db">): Promise<Id<"project">[]> {
  const found = await sql<{ id: Id<"project"> }>`
    select project.id from project where removed_at is null and exists (
      select from question left join live on live.question = question.id where question.project = project.id and exists (
        select from consensus where consensus.project = project.id and consensus.question = question.id
          and consensus.updated_at > coalesce(live.at, '-infinity'))
        and (live.question is not null or ${leastAnswers} <= (
          select count(*) from (select from consensus where consensus.question = question.id limit ${leastAnswers}) as few)))
    order by project.id desc limit 50`.execute(world.db);
  return found.rows.map((row) => row.id);
}

interface Refreshing {
  readonly project: Id<"project">;
  readonly holder: string;
  readonly state: Followed;
}

/**
 * Brings the live models of a project to its answers of now, all at once: each learns in a thread of its own, and they rank the
 * same draw of open tasks, so that an item comes with what each of them suggests.
 */
async function refresh(world: Seen, { project, holder, state }: Refreshing): Promise<void> {
  const isNews = state.news === "yes";
  state.news = "no";
  // A project that was removed asks none.
  const asked = await world.db.selectFrom("question").select("id").where("project", "=", project).execute();
  let drawn: Promise<ReadText[]> | undefined;
  const drawOnce = () => {
    drawn ??= drawOpen(world, project);
    return drawn;
  };
  for (const [question, taught] of state.taught) {
    if (asked.some(({ id }) => id === question)) continue;
    await forget(taught);
    state.taught.delete(question);
    await world.db.deleteFrom("live_holder").where("question", "=", question).where("holder", "=", holder).execute();
  }
  await Promise.all(
    asked.map(async ({ id: question }) => {
      const taught: Taught = state.taught.get(question) ?? { learner: undefined, audit: undefined, dirty: "no" };
      state.taught.set(question, taught);
      // One that waits for its audit, or for its lease, comes again by itself: the others are up to date.
      if (!isNews && taught.dirty === "no") return;
      taught.dirty = "no";
      const done = await teach(world, { project, question, holder, taught, draw: drawOnce }).catch(async (thrown) => {
        world.log.warn({ project, question, error: thrown }, `A live model stumbled: ${sentenceOf(thrown)}`);
        await forget(taught);
        return "later" as const;
      });
      if (done === "later") taught.dirty = "yes";
    }),
  );
}

interface Teaching {
  readonly project: Id<"project">;
  readonly question: Id<"question">;
  readonly holder: string;
  readonly taught: Taught;
  draw(): Promise<readonly ReadText[]>;
}

async function teach(world: Seen, given: Teaching): Promise<"done" | "later"> {
  const { project, question, taught } = given;
  if (!(await hold(world, given))) {
    await forget(taught);
    return "later";
  }
  const started = performance.now();
  const labels = await currentLabels(world, { project, question, limit: mostLabels });
  if (!isEnough(labels)) {
    await forgetLive(world, question);
    return "done";
  }
  taught.learner ??= openLearner();
  const { learner } = taught;
  await follow(learner, labels, {
    read: (items) => readTexts(world, items),
    vocabulary: async () => {
      const drawn = await drawTexts(world, { project, count: vocabularyTexts, random: world.random });
      return drawn.map((one) => one.text);
    },
  });
  const number = (await liveNumber(world, question)) + 1;
  // What was asked a moment ago stands for now, and this comes again until it is fresh.
  const isFresh = !taught.audit || performance.now() - taught.audit.at >= auditMilliseconds;
  const audit = isFresh || !taught.audit ? await auditOf(world, { question, learner, labels }) : taught.audit;
  taught.audit = audit;
  const pool = await rankedPool(await given.draw(), { learner, labels: labels.length });
  const seconds = (performance.now() - started) / 1000;
  await storeLive(world, {
    project,
    question,
    number,
    labels: labels.length,
    classes: learner.labels.length,
    audited: audit.audited,
    auditHits: audit.auditHits,
    seconds,
    pool,
  });
  await tell(world, project);
  return isFresh ? "done" : "later";
}

interface Auditing {
  readonly question: Id<"question">;
  readonly learner: LiveLearner;
  readonly labels: readonly CurrentLabel[];
}

/** Takes or renews the lease on a question; false where another process holds it. */
async function hold(
  world: Pick<Seen, "db" | "clock">,
  given: { project: Id<"project">; question: Id<"question">; holder: string },
): Promise<boolean> {
  const until = new Date(world.clock.now().getTime() + leaseSeconds * 1000);
  const row = await world.db
    .insertInto("live_holder")
    .values({ project: given.project, question: given.question, holder: given.holder, until })
    .onConflict((conflict) =>
      conflict
        .column("question")
        .doUpdateSet({ holder: given.holder, until })
        .where((eb) =>
          eb.or([eb("live_holder.holder", "=", given.holder), eb("live_holder.until", "<", world.clock.now())]),
        ),
    )
    .returning("holder")
    .executeTakeFirst();
  return row?.holder === given.holder;
}

/** How many of the audit items that were labelled without a suggestion the model has right; it never learns from them. */
async function auditOf(world: Pick<Seen, "db">, given: Auditing): Promise<Audit> {
  const { question, learner, labels } = given;
  const at = performance.now();
  const newest = labels.filter((one) => one.role === "audit").slice(0, mostAudited);
  const blind = await answeredBlind(world, { question, items: newest.map((one) => one.item) });
  const audit = newest.filter((one) => blind.has(one.item));
  if (audit.length === 0) return { at, audited: 0, auditHits: 0 };
  const labelOf = new Map(audit.map((one) => [one.item, one.label]));
  const texts = await readTexts(
    world,
    audit.map((one) => one.item),
  );
  const ranked = await learner.text.rank(
    texts.map((one) => one.text),
    0,
  );
  const hits = texts.filter((one, row) => learner.labels[ranked.best[row] ?? -1] === labelOf.get(one.item));
  return { at, audited: texts.length, auditHits: hits.length };
}

/** Open tasks of a project in random order. */
async function drawOpen(world: Pick<Seen, "db" | "random">, project: Id<"project">): Promise<ReadText[]> {
  await stockTasks(world, { project, why: "low" });
  return drawTexts(world, { project, count: poolSize, random: world.random });
}

/**
 * Open tasks, drawn at random, with what the model thinks of each: the first 100 labels in random order, then those it learns
 * most from. Those that were answered already, and are open for another question, are left out.
 */
async function rankedPool(drawn: readonly ReadText[], given: { learner: LiveLearner; labels: number }) {
  const { learner } = given;
  const pool = drawn.filter((one) => !learner.known.has(one.item));
  const ranked = await learner.text.rank(
    pool.map((one) => one.text),
    chosenAhead,
  );
  const order = Array.from({ length: pool.length }, (_, at) => at);
  // They were drawn in random order.
  if (given.labels >= randomFirst) {
    const first = new Map(ranked.chosen.map((at, rank) => [at, rank - pool.length]));
    const rankOf = (at: number) => first.get(at) ?? ranked.margin[at] ?? 1;
    order.sort((one, other) => rankOf(one) - rankOf(other));
  }
  return order.map((at) => ({ item: pool[at]!.item, scores: topOf(ranked, at, learner.labels) }));
}

function topOf(
  ranked: { topCount: number; top: Int32Array; topScore: Float32Array },
  at: number,
  labels: readonly string[],
): [string, number][] {
  const first = at * ranked.topCount;
  return Array.from({ length: ranked.topCount }, (_, k): [string, number] => [
    labels[ranked.top[first + k] ?? 0] ?? "",
    Math.round((ranked.topScore[first + k] ?? 0) * 1e4) / 1e4,
  ]);
}

async function tell(world: Pick<Seen, "db">, project: Id<"project">): Promise<void> {
  const row = await world.db.selectFrom("project").select("workspace").where("id", "=", project).executeTakeFirst();
  if (row) await notify(world.db, "handloom", { kind: "live.trained", workspace: row.workspace, project });
}
