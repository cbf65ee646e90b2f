import type { Selectable } from "kysely";
import { Failure } from "#failure";
import type { Id } from "#ids";
import type { Database, World } from "#world";
import type { JobView } from "./contract.ts";
import type { JobTables } from "./tables.ts";

const columns = [
  "id",
  "name",
  "title",
  "project",
  "state",
  "done",
  "total",
  "message",
  "error",
  "result",
  "asked_by",
  "created_at",
  "started_at",
  "ended_at",
] as const;

/** The newest jobs of a workspace or of one project, newest first. */
export async function listJobs(
  world: Pick<World<JobTables>, "db">,
  where: {
    workspace: Id<"workspace">;
    project?: Id<"project"> | undefined;
    before?: Id<"job"> | undefined;
    limit: number;
  },
): Promise<JobView[]> {
  let query = world.db.selectFrom("job").select(columns).where("workspace", "=", where.workspace);
  if (where.project) query = query.where("project", "=", where.project);
  if (where.before) query = query.where("id", "<", where.before);
  return (await query.orderBy("id", "desc").limit(where.limit).execute()).map(view);
}

/** One job, or a failure that says it is not there. */
export async function readJob(world: Pick<World<JobTables>, "db">, id: Id<"job">): Promise<JobView> {
  const row = await world.db.selectFrom("job").select(columns).where("id", "=", id).executeTakeFirst();
  if (!row) throw new Failure("missing", "There is no such job.", { field: "job" });
  return view(row);
}

/** The log lines of a job after a line number, at most 1,000. */
export async function readJobLines(
  world: Pick<World<JobTables>, "db">,
  id: Id<"job">,
  after: number,
): Promise<{ number: number; at: string; line: string }[]> {
  const rows = await world.db
    .selectFrom("job_line")
    .select(["number", "at", "line"])
    .where("job", "=", id)
    .where("number", ">", after)
    .orderBy("number")
    .limit(1000)
    .execute();
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Which workspace and project a job belongs to, for the permission check; nothing when it is not there. */
export async function locateJob(
  db: Database<JobTables>,
  id: string,
): Promise<{ workspace: Id<"workspace">; project: Id<"project"> | undefined } | undefined> {
  const row = await db
    .selectFrom("job")
    .select(["workspace", "project"])
    .where("id", "=", id as Id<"job">)
    .executeTakeFirst();
  return row && { workspace: row.workspace, project: row.project ?? undefined };
}

/** Asks a job to stop; a queued one is cancelled at once, a running one within half a second. */
export function cancelJob(world: Pick<World<JobTables>, "db" | "clock">, id: Id<"job">): Promise<void> {
  return cancelWhere(world, { column: "id", is: id });
}

/** Asks all jobs of a project to stop. */
export function cancelJobsOf(world: Pick<World<JobTables>, "db" | "clock">, project: Id<"project">): Promise<void> {
  return cancelWhere(world, { column: "project", is: project });
}

async function cancelWhere(
  world: Pick<World<JobTables>, "db" | "clock">,
  which: { column: "id"; is: Id<"job"> } | { column: "project"; is: Id<"project"> },
): Promise<void> {
  await world.db
    .updateTable("job")
    .set({ state: "cancelled", cancel_asked: true, error: "Cancelled.", ended_at: world.clock.now() })
    .where(which.column, "=", which.is)
    .where("state", "=", "queued")
    .execute();
  await world.db
    .updateTable("job")
    .set({ cancel_asked: true })
    .where(which.column, "=", which.is)
    .where("state", "=", "running")
    .execute();
}

/** Waits until a job has ended, looking ten times a second; for scripts and tests. */
export async function waitForJob(
  world: Pick<World<JobTables>, "db">,
  id: Id<"job">,
  signal?: AbortSignal,
): Promise<JobView> {
  for (;;) {
    const job = await readJob(world, id);
    if (job.endedAt !== undefined) return job;
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

type Row = Pick<Selectable<JobTables["job"]>, (typeof columns)[number]>;

function view(row: Row): JobView {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    project: row.project ?? undefined,
    state: row.state,
    done: row.done,
    total: row.total ?? undefined,
    message: row.message,
    error: row.error ?? undefined,
    result: (row.result as Record<string, unknown> | null) ?? undefined,
    askedBy: row.asked_by,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString(),
    endedAt: row.ended_at?.toISOString(),
  };
}
