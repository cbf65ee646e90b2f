import { sql } from "kysely";
import { daysAgo } from "#platform/database";
import type { World } from "#world";
import type { LabelTables } from "../tables.ts";

/** After how many days the learning curve of the live model is thinned, and how far apart its points are from then on. */
const keptPoints = { days: 30, step: 0.02 } as const;

/** Thins the older part of all learning curves to points that are 2 % of labels apart: at most some 700 for a million labels. */
export async function thinLivePoints(world: Pick<World<LabelTables>, "db" | "clock">): Promise<void> {
  const before = daysAgo(world.clock, keptPoints.days);
  await sql`delete from live_point using (
      select question, labels,
        row_number() over (partition by question, floor(ln(greatest(labels, 1)) / ln(1 + ${keptPoints.step}::float8)) order by labels desc) as place
      from live_point where at < ${before}
    ) as old where old.place > 1 and live_point.question = old.question and live_point.labels = old.labels`.execute(
    world.db,
  );
}
