import type { CollectTables } from "#collect";
import { type EvaluateTables, evaluateRoutes, evaluationView, listEvaluations } from "#evaluate";
import { listEvaluations as listEvaluationsRoute } from "#evaluate/contract";
import type { Id } from "#ids";
import type { LabelTables } from "#label";
import { paged } from "#platform/database";
import type { EventTables } from "#platform/events";
import { type Asked, handle, projectOf, type Route } from "#platform/http";
import { askJob, type JobTables } from "#platform/jobs";
import type { PeopleTables } from "#platform/people";
import type { TrainTables } from "#train";
import type { World } from "#world";
import * as contract from "./contract.ts";
import { evaluateJob } from "./jobs.ts";
import { approveVersion, dropAlias, promoteVersion } from "./promote-version.ts";
import { readLineage } from "./read-lineage.ts";
import { listVersions, readVersion, versionNumbers } from "./read-versions.ts";
import type { RegisterTables } from "./tables.ts";

type Seen = World<
  RegisterTables & EvaluateTables & TrainTables & LabelTables & CollectTables & EventTables & JobTables & PeopleTables
>;

const changeOf = (asked: Pick<Asked<{ returns: "stream" }>, "place" | "who" | "address" | "request">) => ({
  workspace: asked.place.workspace,
  project: projectOf(asked),
  by: asked.who.id,
  address: asked.address,
});

/** The routes of the registry, and those of evaluations, which name versions. */
export const registerRoutes: readonly Route<Seen>[] = [
  ...evaluateRoutes((world) => (ids) => versionNumbers(world as Seen, ids)),
  handle(listEvaluationsRoute, async (world: Seen, asked) => {
    const { version: number, after } = asked.query;
    const version =
      number === undefined
        ? undefined
        : ((await readVersion(world, { project: projectOf(asked), version: String(number) })).id as Id<"version">);
    const { rows, next } = await paged(asked.query.limit, (limit) =>
      listEvaluations(world, { project: projectOf(asked), version, limit, after }),
    );
    const numbers = await versionNumbers(
      world,
      rows.flatMap((row) => row.version ?? []),
    );
    return { rows: rows.map((row) => evaluationView(row, numbers)), next };
  }),
  handle(contract.listVersions, async (world: Seen, asked) => ({ rows: await listVersions(world, projectOf(asked)) })),
  handle(contract.readVersion, (world: Seen, asked) =>
    readVersion(world, { project: projectOf(asked), version: asked.params.version }),
  ),
  handle(contract.promoteVersion, async (world: Seen, asked) => {
    await promoteVersion(world, { ...changeOf(asked), version: asked.params.version, ...asked.body });
    return readVersion(world, { project: projectOf(asked), version: asked.body.alias });
  }),
  handle(contract.approveVersion, async (world: Seen, asked) => {
    const { id, number } = await readVersion(world, { project: projectOf(asked), version: asked.params.version });
    await approveVersion(world, { ...changeOf(asked), version: String(number), ...asked.body });
    return { ...(await readVersion(world, { project: projectOf(asked), version: String(number) })), id };
  }),
  handle(contract.dropAlias, async (world: Seen, asked) => {
    await dropAlias(world, { project: projectOf(asked), alias: asked.params.alias });
    return {};
  }),
  handle(contract.readLineage, (world: Seen, asked) =>
    readLineage(world, { ...changeOf(asked), version: asked.params.version }),
  ),
  handle(contract.readArtifact, async (world: Seen, asked) => {
    const version = await readVersion(world, { project: projectOf(asked), version: asked.params.version });
    const bytes = await world.blobs.read(asked.place.workspace, version.artifact);
    return new Response(new Uint8Array(bytes), {
      headers: {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="version-${version.number}.model"`,
      },
    });
  }),
  handle(contract.evaluateVersion, async (world: Seen, asked) => {
    const version = await readVersion(world, { project: projectOf(asked), version: asked.params.version });
    const title = `Measure version ${version.number} on the ${asked.body.split} items`;
    return {
      job: await askJob(world, evaluateJob, {
        input: { version: version.id, split: asked.body.split },
        workspace: asked.place.workspace,
        project: projectOf(asked),
        title,
        askedBy: asked.who.id,
      }),
    };
  }),
];
