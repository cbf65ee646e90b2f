import { sql } from "kysely";
import type { z } from "zod";
import type { Id } from "#ids";
import type { Who } from "#platform/access";
import type { World } from "#world";
import type { projectRow, readStatus } from "./contract.ts";
import { accuracyOf, headlineWordsOf, type LoopTables, readLoop, stepsOf } from "./read-steps.ts";

type Seen = Pick<World<LoopTables>, "db" | "clock">;

/** The projects that somebody may see, newest first. */
export async function listProjects(world: Seen, who: Who): Promise<z.infer<typeof projectRow>[]> {
  let query = world.db
    .selectFrom("project")
    .selectAll()
    .where("workspace", "=", who.workspace)
    .where("removed_at", "is", null);
  if (!who.role) query = query.where("id", "in", [...who.projectRoles.keys(), "project_none" as Id<"project">]);
  const rows = await query.orderBy("id", "desc").limit(200).execute();
  const labels = await labelCounts(
    world,
    rows.map((row) => row.id),
  );
  return Promise.all(
    rows.map(async (row) => {
      const loop = await readLoop(world, row.id);
      const [{ champion, newest }] = loop.questions;
      const version = champion ?? newest;
      const { accuracy, accuracyOn } = accuracyOf(loop);
      return {
        id: row.id,
        name: row.name,
        task: row.task,
        origin: row.origin,
        items: loop.items,
        labelled: loop.labelled,
        labels: labels.get(row.id) ?? 0,
        accuracy,
        accuracyOn,
        headline: headlineWordsOf(loop.questions[0]),
        version: version?.number,
        endpoints: loop.endpoints.length,
        alerts: loop.alerts,
        steps: stepsOf(loop),
        createdAt: row.created_at.toISOString(),
      };
    }),
  );
}

async function labelCounts(world: Seen, projects: readonly Id<"project">[]): Promise<Map<string, number>> {
  if (projects.length === 0) return new Map();
  const rows = await world.db
    .selectFrom("label")
    .innerJoin("question", "question.id", "label.question")
    .select((eb) => ["question.project", eb.fn.countAll<number>().as("labels")])
    .where("question.project", "in", [...projects])
    .where("label.retired_at", "is", null)
    .groupBy("question.project")
    .execute();
  return new Map(rows.map((row) => [row.project, row.labels]));
}

/** How much of what there is in a workspace. */
export async function readStatusOf(
  world: Pick<Seen, "db">,
  given: { workspace: Id<"workspace">; version: string },
): Promise<z.infer<typeof readStatus.shapes.returns>> {
  const { rows } = await sql<{
    projects: number;
    items: number;
    labels: number;
    endpoints: number;
    queued: number;
    running: number;
  }>`select
    (select count(*) from project where workspace = ${given.workspace} and removed_at is null) as projects,
    (select count(*) from item where dataset in (select dataset from project where workspace = ${given.workspace} and removed_at is null)) as items,
    (select count(*) from consensus join project on project.id = consensus.project where project.workspace = ${given.workspace} and project.removed_at is null) as labels,
    (select count(*) from endpoint join project on project.id = endpoint.project where endpoint.workspace = ${given.workspace} and endpoint.removed_at is null and project.removed_at is null) as endpoints,
    (select count(*) from job where workspace = ${given.workspace} and state = 'queued') as queued,
    (select count(*) from job where workspace = ${given.workspace} and state = 'running') as running`.execute(world.db);
  const row = rows[0] ?? { projects: 0, items: 0, labels: 0, endpoints: 0, queued: 0, running: 0 };
  const { queued, running, ...counts } = row;
  return { ready: true, ...counts, jobs: { queued, running }, version: given.version };
}
