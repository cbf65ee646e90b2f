import type { z } from "zod";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { type LabelTables, labelNames } from "#label";
import { compareClassifiers, wilsonInterval } from "#statistics";
import type { World } from "#world";
import type { comparisonView } from "./contract.ts";
import type { Judged } from "./judged.ts";
import { evaluationView, findEvaluation, readJudged, textsOf, type VersionNumbers } from "./read-evaluations.ts";
import { comparisonSentence } from "./sentences.ts";
import type { EvaluateTables } from "./tables.ts";

type Seen = Pick<World<EvaluateTables & LabelTables & CollectTables>, "db" | "blobs">;

const shown = 200;

/** Compares two evaluations on the items they share, where the truth was the same for both. */
export async function compareEvaluations(
  world: Seen,
  given: { project: Id<"project">; workspace: Id<"workspace">; a: string; b: string; numbers: VersionNumbers },
): Promise<z.infer<typeof comparisonView>> {
  const [a, b] = [
    await findEvaluation(world, given.project, given.a),
    await findEvaluation(world, given.project, given.b),
  ];
  const ofB = new Map((await readJudged(world, b, given.workspace)).map((one) => [one.item, one]));
  const pairs = (await readJudged(world, a, given.workspace)).flatMap((one): [Judged, Judged][] => {
    const other = ofB.get(one.item);
    return other && other.actual === one.actual ? [[one, other]] : [];
  });
  if (pairs.length === 0)
    throw new Failure(
      "conflict",
      "These two were not measured on the same items. Evaluate both on the same split first.",
      { field: "other" },
    );
  const right = (side: 0 | 1) => Uint8Array.from(pairs, (pair) => (pair[side].predicted === pair[side].actual ? 1 : 0));
  const compared = compareClassifiers({ first: right(0), second: right(1) });
  // On the items that both answered: beside the difference, an accuracy on others would mislead.
  const onCommon = (side: 0 | 1) => {
    const { value, low, high } = wilsonInterval(
      right(side).reduce((sum, one) => sum + one, 0),
      pairs.length,
    );
    return { value, low, high };
  };
  const numbers = await given.numbers([a.version, b.version].flatMap((one) => one ?? []));
  const [viewA, viewB] = [evaluationView(a, numbers), evaluationView(b, numbers)];
  const { value, low, high } = compared.difference;
  return {
    items: pairs.length,
    a: { evaluation: a.id, version: viewA.version, accuracy: onCommon(0) },
    b: { evaluation: b.id, version: viewB.version, accuracy: onCommon(1) },
    difference: { value, low, high },
    p: compared.pValue,
    onlyA: compared.onlyFirstRight,
    onlyB: compared.onlySecondRight,
    sentence: comparisonSentence({ difference: { value, low, high }, p: compared.pValue, items: pairs.length }),
    changed: await changedItems(world, given.project, pairs),
  };
}

async function changedItems(world: Seen, project: Id<"project">, pairs: readonly [Judged, Judged][]) {
  const changed = pairs.filter(([one, other]) => one.predicted !== other.predicted).slice(0, shown);
  const texts = await textsOf(
    world,
    changed.map(([one]) => one.item),
  );
  const names = await labelNames(world, project);
  const nameOf = (label: string) => names.get(label) ?? label;
  return changed.map(([one, other]) => ({
    item: one.item,
    text: texts.get(one.item) ?? "",
    actual: nameOf(one.actual),
    a: nameOf(one.predicted),
    b: nameOf(other.predicted),
  }));
}
