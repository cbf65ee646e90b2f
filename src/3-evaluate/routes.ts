import type { CollectTables } from "#collect";
import type { LabelTables } from "#label";
import { handle, projectOf, type Route } from "#platform/http";
import type { World } from "#world";
import { compareEvaluations } from "./compare-evaluations.ts";
import * as contract from "./contract.ts";
import { pageJudged } from "./judged.ts";
import {
  evaluationDetail,
  findEvaluation,
  itemsBehind,
  refuseUntaken,
  textsOf,
  type VersionNumbers,
} from "./read-evaluations.ts";
import type { EvaluateTables } from "./tables.ts";

type Seen = Pick<World<EvaluateTables & LabelTables & CollectTables>, "db">;

/** The routes of evaluating one by one; the list, which asks by version, is with the registry. */
export const evaluateRoutes = (numbersOf: (world: Seen) => VersionNumbers): Route<Seen>[] => [
  handle(contract.readEvaluation, async (world, asked) => {
    const row = await findEvaluation(world, projectOf(asked), asked.params.evaluation);
    return evaluationDetail(world, row, await numbersOf(world)(row.version ? [row.version] : []));
  }),
  handle(contract.listJudged, async (world, asked) => {
    const row = await findEvaluation(world, projectOf(asked), asked.params.evaluation);
    refuseUntaken(row);
    const { after, limit, ...cell } = asked.query;
    // One more than fits, which is where the next page begins.
    const found = await pageJudged(world.db, { ...cell, evaluation: row.id, from: after, limit: limit + 1 });
    const shown = found.slice(0, limit);
    const texts = await textsOf(
      world,
      shown.map((one) => one.item),
    );
    const rows = shown.map(({ place: _, ...one }) => ({ ...one, text: texts.get(one.item) ?? "" }));
    return { rows, total: itemsBehind(row, cell), next: found[limit]?.place };
  }),
  handle(contract.compareEvaluations, (world, asked) =>
    compareEvaluations(world, {
      project: projectOf(asked),
      a: asked.params.evaluation,
      b: asked.params.other,
      numbers: numbersOf(world),
    }),
  ),
];
