import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import type { LabelTables } from "#label";
import type { EventTables } from "#platform/events";
import { type Asked, handle, projectOf, type Route } from "#platform/http";
import type { PeopleTables } from "#platform/people";
import type { RegisterTables } from "#register";
import type { TrainTables } from "#train";
import type { World } from "#world";
import { type Answering, answerQuestion } from "./answer.ts";
import * as contract from "./contract.ts";
import { deployVersion, rollBack } from "./deploy-version.ts";
import { listEndpoints, readEndpoint } from "./read-endpoints.ts";
import { giveFeedback, listPredictions } from "./read-predictions.ts";
import { removeEndpoint } from "./remove-endpoints.ts";
import type { Serving } from "./serving.ts";
import type { DeployTables } from "./tables.ts";

type Seen = World<
  DeployTables & RegisterTables & TrainTables & LabelTables & CollectTables & EventTables & PeopleTables
>;

const byOf = (asked: Pick<Asked<{ returns: "stream" }>, "place" | "who" | "address" | "request">, reason: string) => ({
  workspace: asked.place.workspace,
  project: projectOf(asked),
  by: asked.who.id,
  address: asked.address,
  reason,
});

/** The routes of deploying. */
export const deployRoutes = (serving: Serving, answering: Answering): Route<Seen>[] => [
  handle(contract.listEndpoints, async (world, asked) => ({ rows: await listEndpoints(world, projectOf(asked)) })),
  handle(contract.deployVersion, (world, asked) =>
    deployVersion(world, {
      ...byOf(asked, asked.body.reason),
      name: asked.params.name,
      version: String(asked.body.version ?? "newest"),
      question: asked.body.question,
    }),
  ),
  handle(contract.readEndpoint, (world, asked) =>
    readEndpoint(world, { workspace: asked.place.workspace, name: asked.params.endpoint }),
  ),
  handle(contract.rollBack, (world, asked) =>
    rollBack(world, { ...byOf(asked, asked.body.reason), name: asked.params.endpoint, revision: asked.body.revision }),
  ),
  handle(contract.removeEndpoint, async (world, asked) => {
    await removeEndpoint(world, { ...byOf(asked, ""), name: asked.params.endpoint });
    return {};
  }),
  handle(contract.predict, async (_, asked) => {
    const served = serving.find(asked.place.workspace, asked.params.endpoint);
    if (!served) throw new Failure("unavailable", "This endpoint is being loaded; try again in a moment.");
    return Response.json(await answerQuestion(answering, served, { question: asked.body, parsed: 0 }));
  }),
  handle(contract.listPredictions, async (world, asked) => {
    const { id } = await readEndpoint(world, { workspace: asked.place.workspace, name: asked.params.endpoint });
    return listPredictions(world, {
      endpoint: id as Id<"endpoint">,
      project: projectOf(asked),
      after: asked.query.after,
      limit: asked.query.limit,
      label: asked.query.label,
    });
  }),
  handle(contract.giveFeedback, async (world, asked) => {
    const place = { workspace: asked.place.workspace, name: asked.params.endpoint };
    const { id, question } = await readEndpoint(world, place);
    await giveFeedback(world, {
      endpoint: id as Id<"endpoint">,
      project: projectOf(asked),
      question,
      prediction: asked.params.prediction as Id<"prediction">,
      label: asked.body.label,
      by: asked.who.id,
    });
    return {};
  }),
];
