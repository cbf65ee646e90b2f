import type { z } from "zod";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { type LabelTables, labelNames, readMerged } from "#label";
import { compareClassifiers, compareErrors, isTooFewInAll, meanAbsoluteError, wilsonInterval } from "#statistics";
import type { World } from "#world";
import type { comparisonView } from "./contract.ts";
import { countCommon, countErrors, listChanged } from "./judged.ts";
import { evaluationView, findEvaluation, refuseUntaken, textsOf, type VersionNumbers } from "./read-evaluations.ts";
import { comparisonSentence } from "./sentences.ts";
import type { EvaluateTables } from "./tables.ts";

type Seen = Pick<World<EvaluateTables & LabelTables & CollectTables>, "db">;

const shown = 200;

/** Compares two evaluations on the items they share, where the truth was the same for both; labels that were merged since are one. */
export async function compareEvaluations(
  world: Seen,
  given: { project: Id<"project">; a: string; b: string; numbers: VersionNumbers },
): Promise<z.infer<typeof comparisonView>> {
  const [a, b] = [
    await findEvaluation(world, given.project, given.a),
    await findEvaluation(world, given.project, given.b),
  ];
  if (a.question !== b.question)
    throw new Failure("conflict", "These two answer different questions, so neither can be better than the other.", {
      field: "other",
    });
  refuseUntaken(a);
  refuseUntaken(b);
  const compared = { a: a.id, b: b.id, into: (await readMerged(world, given.project)).into };
  const { items, rightA, rightB, onlyA, onlyB } = await countCommon(world.db, compared);
  if (items === 0)
    throw new Failure(
      "conflict",
      "These two were not measured on the same items. Evaluate both on the same split first.",
      { field: "other" },
    );
  const tested = compareClassifiers({ items, onlyFirstRight: onlyA, onlySecondRight: onlyB });
  // On the items that both answered: beside the difference, an accuracy on others would mislead.
  const onCommon = (right: number) => {
    const { value, low, high } = wilsonInterval(right, items);
    return { value, low, high };
  };
  const error = a.kind === "rating" ? errorsOf(await countErrors(world.db, compared), levelsOf(a, b)) : undefined;
  const numbers = await given.numbers([a.version, b.version].flatMap((one) => one ?? []));
  const [viewA, viewB] = [evaluationView(a, numbers), evaluationView(b, numbers)];
  const { value, low, high } = tested.difference;
  return {
    items,
    tooFew: isTooFewInAll(items),
    a: { evaluation: a.id, version: viewA.version, accuracy: onCommon(rightA) },
    b: { evaluation: b.id, version: viewB.version, accuracy: onCommon(rightB) },
    difference: { value, low, high },
    p: tested.pValue,
    onlyA,
    onlyB,
    error,
    sentence: comparisonSentence({ difference: { value, low, high }, p: tested.pValue, items, error }),
    changed: await changedItems(world, given.project, await listChanged(world.db, compared, shown)),
  };
}

/** Each was measured over all levels that its question had. */
const levelsOf = (...rows: readonly { per_label: unknown }[]): number =>
  Math.max(...rows.map((row) => (row.per_label as unknown[]).length));

/** How many levels two are away on the items that both answered, and whether one is nearer. */
function errorsOf(
  counted: Awaited<ReturnType<typeof countErrors>>,
  levels: number,
): z.infer<typeof comparisonView>["error"] {
  const meanOf = (which: "a" | "b") => {
    const counts = new Float64Array(levels);
    for (const one of counted) counts[one[which]]! += one.items;
    const { value, low, high } = meanAbsoluteError(counts);
    return { value, low, high };
  };
  const { pValue, difference } = compareErrors(counted.map((one) => ({ change: one.b - one.a, items: one.items })));
  const { value, low, high } = difference;
  return { a: meanOf("a"), b: meanOf("b"), difference: { value, low, high }, p: pValue };
}

async function changedItems(
  world: Seen,
  project: Id<"project">,
  changed: readonly { item: Id<"item">; actual: string; a: string; b: string }[],
) {
  const texts = await textsOf(
    world,
    changed.map((one) => one.item),
  );
  const names = await labelNames(world, project);
  const nameOf = (label: string) => names.get(label) ?? label;
  return changed.map(({ item, ...one }) => ({
    item,
    text: texts.get(item) ?? "",
    actual: nameOf(one.actual),
    a: nameOf(one.a),
    b: nameOf(one.b),
  }));
}
