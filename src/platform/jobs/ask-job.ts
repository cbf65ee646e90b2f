import { type Id, newId } from "#ids";
import { json, transaction } from "#platform/database";
import type { World } from "#world";
import type { Job } from "./job.ts";
import type { JobTables } from "./tables.ts";

/** Who asks for a job, for what, and the sentence that people will see. */
export interface JobAsked<Input> {
  readonly input: Input;
  readonly workspace: Id<"workspace">;
  readonly project?: Id<"project"> | undefined;
  readonly title: string;
  readonly askedBy: string;
}

/** Asks for a job, within the transaction of `world.db` if it is one; it runs as soon as a worker is free. */
export async function askJob<Seen, Input>(
  world: Pick<World<JobTables>, "db" | "jobs">,
  job: Pick<Job<Seen, Input>, "name" | "input">,
  asked: JobAsked<Input>,
): Promise<Id<"job">> {
  const id = newId("job");
  await transaction(world.db, async (db) => {
    await db
      .insertInto("job")
      .values({
        id,
        workspace: asked.workspace,
        project: asked.project ?? null,
        name: job.name,
        title: asked.title,
        input: json(job.input.parse(asked.input)),
        state: "queued",
        asked_by: asked.askedBy,
      })
      .execute();
    await world.jobs.send(db, job.name, id);
  });
  return id;
}
