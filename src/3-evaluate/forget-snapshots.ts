import { sql } from "kysely";
import type { Id } from "#ids";
import { dropSnapshots, type LabelTables } from "#label";
import type { FileTables } from "#platform/blobs";
import { daysAgo } from "#platform/database";
import type { JobTables } from "#platform/jobs";
import type { TrainTables } from "#train";
import type { World } from "#world";
import type { EvaluateTables } from "./tables.ts";

type Tables = EvaluateTables & TrainTables & LabelTables & FileTables & JobTables;

const atOnce = 500;

/** Deletes snapshots that are a day old and that no run and no evaluation names; what a project that works now takes stays. */
export async function forgetSnapshots(world: Pick<World<Tables>, "db" | "clock">): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ id: Id<"snapshot"> }>`
      select id from snapshot where created_at < ${daysAgo(world.clock, 1)}
        and not exists (select from run where run.snapshot = snapshot.id)
        and not exists (select from evaluation where evaluation.snapshot = snapshot.id)
        and not exists (select from job where job.project = snapshot.project and job.state in ('queued', 'running'))
      limit ${atOnce}`.execute(world.db);
    await dropSnapshots(
      world,
      rows.map((row) => row.id),
    );
    if (rows.length < atOnce) return;
  }
}
