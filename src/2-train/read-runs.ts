import type { Selectable } from "kysely";
import type { MetricView } from "#answers/contract";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { isTooFewInAll } from "#statistics";
import type { World } from "#world";
import type { RunView } from "./contract.ts";
import type { TrainTables } from "./tables.ts";

type Seen = Pick<World<TrainTables>, "db">;

/** The runs of a project, newest first. */
export async function listRuns(
  world: Seen,
  given: { project: Id<"project">; question?: Id<"question"> | undefined; after: Id<"run"> | undefined; limit: number },
): Promise<RunView[]> {
  let query = world.db.selectFrom("run").selectAll().where("project", "=", given.project);
  if (given.question) query = query.where("question", "=", given.question);
  if (given.after) query = query.where("id", "<", given.after);
  return (await query.orderBy("id", "desc").limit(given.limit).execute()).map(runView);
}

/** One run of a project by its id or number, with its series and artifacts. */
export async function readRun(world: Seen, given: { project: Id<"project">; run: string }) {
  const byNumber = /^\d{1,9}$/.test(given.run);
  let query = world.db.selectFrom("run").selectAll().where("project", "=", given.project);
  query = byNumber ? query.where("number", "=", Number(given.run)) : query.where("id", "=", given.run as Id<"run">);
  const row = await query.executeTakeFirst();
  if (!row) throw new Failure("missing", `There is no run "${given.run}" here.`, { field: "run" });
  const points = await world.db
    .selectFrom("run_metric")
    .select(["name", "step", "value"])
    .where("run", "=", row.id)
    .orderBy("name")
    .orderBy("step")
    .execute();
  const artifacts = await world.db
    .selectFrom("run_artifact")
    .select(["name", "bytes", "blob as hash"])
    .where("run", "=", row.id)
    .execute();
  const names = [...new Set(points.map((point) => point.name))];
  const series = names.map((name) => ({
    name,
    points: points.filter((point) => point.name === name).map(({ step, value }) => ({ step, value })),
  }));
  return { ...runView(row), series, artifacts };
}

/** A run as people see it. */
function runView(row: Selectable<TrainTables["run"]>): RunView {
  const { metrics, ...summary } = row.summary as Record<string, unknown> & { metrics?: Record<string, MetricView> };
  return {
    id: row.id,
    number: row.number,
    question: row.question,
    state: row.state,
    recipe: row.recipe as { kind: string },
    parameters: row.parameters as Record<string, unknown>,
    seed: row.seed,
    snapshot: row.snapshot ?? undefined,
    askedBy: row.asked_by,
    job: row.job ?? undefined,
    error: row.error ?? undefined,
    summary,
    metrics: metrics ?? {},
    tooFew: isTooFewInAll(Number(summary.measuredItems ?? 0)),
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString(),
    endedAt: row.ended_at?.toISOString(),
  };
}
