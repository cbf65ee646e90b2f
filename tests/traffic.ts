import { sql } from "kysely";
import { deployVersion, openPredictionLog, readEndpoint } from "#deploy";
import { type Id, newId } from "#ids";
import { createProject } from "#label";
import { watchOnce } from "#monitor";
import { profileOf } from "#register";
import { testWorld } from "./world.ts";

/** A project with a version for each of the given sizes of a profile, in which half of the answers are "a", and ways to send traffic. */
export async function trafficWorld(profiles: readonly number[]) {
  const opened = await testWorld();
  const { world, workspace } = opened;
  const common = { task: "classify", labels: [], guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: "traffic", ...common });
  const model = newId("model");
  await sql`insert into model (id, workspace, project, question, name)
    values (${model}, ${workspace}, ${project}, (select id from question where project = ${project} order by position limit 1), ${model})`.execute(
    world.db,
  );
  const versions: Id<"version">[] = [];
  for (const [at, items] of profiles.entries()) {
    const id = newId("version");
    const profile = JSON.stringify(profileOf("held out", answers(items, 0.5)));
    await sql`insert into version (id, model, number, artifact, bytes, signature, profile, metrics, approval, created_by)
      values (${id}, ${model}, ${at + 1}, 'x', 1, '{"labels":[]}', ${profile}, '{}', 'approved', 'p')`.execute(
      world.db,
    );
    versions.push(id);
  }
  return {
    ...opened,
    project,
    deploy: (name: string, version: number) =>
      deployVersion(world, { workspace, project, by: "p", reason: "", name, version: String(version) }),
    async ask(name: string, given: { version: number; count: number; share: number }) {
      const endpoint = (await readEndpoint(world, { workspace, name })).id as Id<"endpoint">;
      const version = versions[given.version - 1] as Id<"version">;
      const log = openPredictionLog(world, { texts: "yes" });
      for (const one of answers(given.count, given.share)) {
        const about = { id: newId("prediction"), endpoint, version, at: world.clock.now(), text: "t", milliseconds: 1 };
        log.add({ ...about, label: one.predicted, score: one.score, unseen: one.unseen });
      }
      await log.stop();
    },
    async watch() {
      opened.moveClock(6000);
      await watchOnce(world);
    },
  };
}

/** Answers of which a share is "a". */
function answers(count: number, share: number) {
  return Array.from({ length: count }, (_, k) => ({
    predicted: ((k * 7) % 100) / 100 < share ? "a" : "b",
    score: 0.5 + (k % 50) / 100,
    unseen: 0,
  }));
}
