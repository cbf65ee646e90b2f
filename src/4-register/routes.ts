import type { CollectTables } from "#collect";
import { type EvaluateTables, evaluateRoutes, evaluationView, listEvaluations } from "#evaluate";
import { listEvaluations as listEvaluationsRoute } from "#evaluate/contract";
import type { Id } from "#ids";
import { type LabelTables, questionOf } from "#label";
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

const meant = (
  asked: Pick<Asked<{ returns: "stream" }>, "place"> & {
    readonly params: { readonly version: string };
    readonly query: { readonly question?: string | undefined };
  },
) => ({ project: projectOf(asked), version: asked.params.version, question: asked.query.question });

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
    const question = await questionOf(world, projectOf(asked), asked.query.question);
    const about = { project: projectOf(asked), question, version, after };
    const { rows, next } = await paged(asked.query.limit, (most) => listEvaluations(world, { ...about, limit: most }));
    const numbers = await versionNumbers(
      world,
      rows.flatMap((row) => row.version ?? []),
    );
    return { rows: rows.map((row) => evaluationView(row, numbers)), next };
  }),
  handle(contract.listVersions, async (world: Seen, asked) => {
    const question = await questionOf(world, projectOf(asked), asked.query.question);
    return { rows: await listVersions(world, { project: projectOf(asked), question }) };
  }),
  handle(contract.readVersion, (world: Seen, asked) => readVersion(world, meant(asked))),
  handle(contract.promoteVersion, async (world: Seen, asked) => {
    const number = await promoteVersion(world, { ...changeOf(asked), ...meant(asked), ...asked.body });
    return readVersion(world, { project: projectOf(asked), version: String(number) });
  }),
  handle(contract.approveVersion, async (world: Seen, asked) => {
    const { id, number } = await readVersion(world, meant(asked));
    await approveVersion(world, { ...changeOf(asked), version: String(number), ...asked.body });
    return { ...(await readVersion(world, { project: projectOf(asked), version: String(number) })), id };
  }),
  handle(contract.dropAlias, async (world: Seen, asked) => {
    await dropAlias(world, {
      project: projectOf(asked),
      question: asked.query.question,
      alias: asked.params.alias,
    });
    return {};
  }),
  handle(contract.readLineage, (world: Seen, asked) =>
    readLineage(world, { workspace: asked.place.workspace, ...meant(asked) }),
  ),
  handle(contract.readArtifact, async (world: Seen, asked) => {
    const version = await readVersion(world, meant(asked));
    const bytes = await world.blobs.read(asked.place.workspace, version.artifact);
    return new Response(new Uint8Array(bytes), {
      headers: {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="version-${version.number}.model"`,
      },
    });
  }),
  handle(contract.evaluateVersion, async (world: Seen, asked) => {
    const version = await readVersion(world, meant(asked));
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
