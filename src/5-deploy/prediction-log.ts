import { sql } from "kysely";
import { sentenceOf } from "#failure";
import { type Id, newId } from "#ids";
import type { World } from "#world";
import { type Answered, sketchOf } from "./sketch.ts";
import type { DeployTables } from "./tables.ts";

const flushMilliseconds = 250;
const flushRows = 4000;
const flushBytes = 8_000_000;
const mostBytes = 64_000_000;
// While the database takes nothing (it is away, its disk is full), it is asked less and less often.
const longestPause = 5000;
// Of what a prediction takes beside its text.
const bytesBeside = 400;

const sizeOf = (row: { readonly text: string }): number => bytesBeside + 2 * row.text.length;

/** A prediction on its way to the log. */
interface LoggedPrediction extends Answered {
  readonly id: Id<"prediction">;
  readonly endpoint: Id<"endpoint">;
  readonly version: Id<"version">;
  readonly at: Date;
  readonly text: string;
}

/** The log of predictions of one server: never in the way of an answer. */
export interface PredictionLog {
  add(prediction: LoggedPrediction): void;
  failed(endpoint: Id<"endpoint">, version: Id<"version">): void;
  /** How many were given up because the log was full or the database away. */
  dropped(): number;
  /** Writes what is waiting and ends. */
  stop(): Promise<void>;
}

type Seen = Pick<World<DeployTables>, "db" | "bulk" | "log" | "clock">;

/**
 * Opens the log: it is written four times a second by COPY, and a kill loses less than a second. What cannot be written
 * waits in at most 64 MB; what does not fit in there is dropped and counted.
 */
export function openPredictionLog(world: Seen, keep: { texts: "yes" | "no" }): PredictionLog {
  let waiting: LoggedPrediction[] = [];
  let bytes = 0;
  let errors = new Map<string, Failed>();
  let dropped = 0;
  let [pause, pausedUntil] = [0, 0];
  let writing: Promise<unknown> = Promise.resolve();
  let early: NodeJS.Timeout | undefined;

  const wait = (rows: readonly LoggedPrediction[]): void => {
    for (const row of rows) {
      if (bytes + sizeOf(row) > mostBytes) dropped++;
      else {
        bytes += sizeOf(row);
        waiting.push(row);
      }
    }
  };
  const count = ({ endpoint, version, count }: Failed): void => {
    const known = errors.get(`${endpoint} ${version}`);
    errors.set(`${endpoint} ${version}`, { endpoint, version, count: (known?.count ?? 0) + count });
  };
  const takeBatch = () => {
    const [rows, failed] = [waiting.slice(0, flushRows), [...errors.values()]];
    [waiting, errors] = [waiting.slice(flushRows), new Map()];
    for (const row of rows) bytes -= sizeOf(row);
    return { rows, failed };
  };
  const writeBatch = async (): Promise<"written" | "failed"> => {
    const { rows, failed } = takeBatch();
    if (rows.length === 0 && failed.length === 0) return "written";
    try {
      await writeAll(world, { rows, failed, texts: keep.texts });
      pause = 0;
      return "written";
    } catch (thrown) {
      const before = dropped;
      const lacking = await withoutLogged(world, rows, thrown);
      // What was committed, although its answer was lost, has its failures with it.
      if (lacking.length === rows.length) failed.forEach(count);
      const since = waiting;
      [waiting, bytes] = [[], 0];
      wait(lacking);
      wait(since);
      pause = Math.min(longestPause, Math.max(flushMilliseconds, 2 * pause));
      pausedUntil = performance.now() + pause;
      world.log.warn(
        { error: sentenceOf(thrown), waiting: waiting.length, dropped, droppedNow: dropped - before },
        "Predictions could not be logged; trying again.",
      );
      return "failed";
    }
  };
  /** Writes what waits in batches, so that after an outage too nobody is kept waiting; less than one may be left. */
  const write = async (): Promise<"written" | "failed"> => {
    for (;;) {
      const how = await writeBatch();
      if (how === "failed" || waiting.length < flushRows) return how;
    }
  };
  const flush = (): Promise<"written" | "failed"> => {
    const written = writing.then(write);
    writing = written;
    return written;
  };
  const timer = setInterval(() => {
    if (performance.now() >= pausedUntil) void flush();
  }, flushMilliseconds);
  return {
    add(prediction) {
      wait([keep.texts === "yes" ? prediction : { ...prediction, text: "" }]);
      if ((waiting.length < flushRows && bytes < flushBytes) || early || pause > 0) return;
      early = setTimeout(() => {
        early = undefined;
        void flush();
      }, 0);
    },
    failed: (endpoint, version) => count({ endpoint, version, count: 1 }),
    dropped: () => dropped,
    async stop() {
      clearInterval(timer);
      clearTimeout(early);
      let failures = 0;
      do if ((await flush()) === "failed") failures++;
      while (waiting.length > 0 && failures < 2);
    },
  };
}

/** Those of some predictions that still have to be logged: an earlier attempt may have been committed, and only its answer lost. */
async function withoutLogged(
  world: Pick<Seen, "db">,
  rows: readonly LoggedPrediction[],
  thrown: unknown,
): Promise<readonly LoggedPrediction[]> {
  if ((thrown as { code?: string } | null)?.code !== "23505") return rows;
  const ids = rows.map((row) => row.id);
  const found = await sql<{ id: string }>`select id from prediction where id = any(${ids}::text[])`
    .execute(world.db)
    .catch(() => ({ rows: [] }));
  const logged = new Set(found.rows.map((row) => row.id));
  return rows.filter((row) => !logged.has(row.id));
}

/** Requests that failed, of a version that an endpoint served. */
interface Failed {
  readonly endpoint: Id<"endpoint">;
  readonly version: Id<"version">;
  readonly count: number;
}

interface Batch {
  readonly rows: readonly LoggedPrediction[];
  readonly failed: readonly Failed[];
  readonly texts: "yes" | "no";
}

async function writeAll(world: Seen, batch: Batch): Promise<void> {
  for (const day of new Set(batch.rows.map((row) => row.at.toISOString().slice(0, 10)))) await ensureDay(world, day);
  const now = world.clock.now().toISOString();
  await world.bulk(async (_, copy) => {
    await copy(
      "prediction",
      ["id", "endpoint", "version", "at", "text", "label", "score", "unseen", "milliseconds"],
      batch.rows.map((row) => [
        row.id,
        row.endpoint,
        row.version,
        row.at.toISOString(),
        batch.texts === "yes" ? row.text : null,
        row.label,
        row.score,
        row.unseen,
        row.milliseconds,
      ]),
    );
    await copy(
      "traffic",
      ["id", "endpoint", "version", "at", "sketch"],
      sketches(batch).map(({ endpoint, version, sketch }) => [
        newId("traffic"),
        endpoint,
        version,
        now,
        JSON.stringify(sketch),
      ]),
    );
  });
}

function sketches(batch: Batch) {
  const groups = new Map<
    string,
    { endpoint: Id<"endpoint">; version: Id<"version">; answers: Answered[]; errors: number }
  >();
  const groupOf = (endpoint: Id<"endpoint">, version: Id<"version">) => {
    const name = `${endpoint} ${version}`;
    const known = groups.get(name);
    if (known) return known;
    const made = { endpoint, version, answers: [] as Answered[], errors: 0 };
    groups.set(name, made);
    return made;
  };
  for (const row of batch.rows) groupOf(row.endpoint, row.version).answers.push(row);
  for (const one of batch.failed) groupOf(one.endpoint, one.version).errors += one.count;
  return [...groups.values()].map((group) => ({
    endpoint: group.endpoint,
    version: group.version,
    sketch: sketchOf(group.answers, group.errors),
  }));
}

const knownDays = new Set<string>();

/** Makes the part of the log for a day (UTC) if it is new. */
async function ensureDay(world: Pick<Seen, "db">, day: string): Promise<void> {
  if (knownDays.has(day)) return;
  const next = new Date(new Date(`${day}T00:00:00Z`).getTime() + 86_400_000).toISOString().slice(0, 10);
  const name = `prediction_${day.replaceAll("-", "")}`;
  await sql`create table if not exists ${sql.table(name)} partition of prediction for values from (${sql.lit(`${day}T00:00:00Z`)}) to (${sql.lit(`${next}T00:00:00Z`)})`
    .execute(world.db)
    .catch((thrown: { code?: string }) => {
      if (thrown.code !== "42P07" && thrown.code !== "42P17" && thrown.code !== "23505") throw thrown;
    });
  knownDays.add(day);
}
