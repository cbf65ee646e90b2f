import type { CollectTables } from "#collect";
import type { LabelTables } from "#label";
import { handle, projectOf, type Route } from "#platform/http";
import type { World } from "#world";
import { compareEvaluations } from "./compare-evaluations.ts";
import * as contract from "./contract.ts";
import { evaluationDetail, findEvaluation, readJudged, textsOf, type VersionNumbers } from "./read-evaluations.ts";
import type { EvaluateTables } from "./tables.ts";

type Seen = Pick<World<EvaluateTables & LabelTables & CollectTables>, "db" | "blobs">;

/** The routes of evaluating one by one; the list, which asks by version, is with the registry. */
export const evaluateRoutes = (numbersOf: (world: Seen) => VersionNumbers): Route<Seen>[] => [
  handle(contract.readEvaluation, async (world, asked) => {
    const row = await findEvaluation(world, projectOf(asked), asked.params.evaluation);
    return evaluationDetail(world, row, await numbersOf(world)(row.version ? [row.version] : []));
  }),
  handle(contract.listJudged, async (world, asked) => {
    const row = await findEvaluation(world, projectOf(asked), asked.params.evaluation);
    const { actual, predicted, only, after, limit } = asked.query;
    const found = (await readJudged(world, row, asked.place.workspace))
      .filter(
        (one) =>
          (actual === undefined || one.actual === actual) &&
          (predicted === undefined || one.predicted === predicted) &&
          (only === "all" || one.actual !== one.predicted),
      )
      .sort((one, other) => other.score - one.score);
    const page = found.slice(after, after + limit);
    const texts = await textsOf(
      world,
      page.map((one) => one.item),
    );
    const rows = page.map(({ item, score, ...one }) => ({
      item,
      text: texts.get(item) ?? "",
      actual: one.actual,
      predicted: one.predicted,
      score,
    }));
    return { rows, total: found.length, next: after + limit < found.length ? after + limit : undefined };
  }),
  handle(contract.compareEvaluations, (world, asked) =>
    compareEvaluations(world, {
      project: projectOf(asked),
      workspace: asked.place.workspace,
      a: asked.params.evaluation,
      b: asked.params.other,
      numbers: numbersOf(world),
    }),
  ),
];
