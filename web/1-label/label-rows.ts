import type { Label } from "../frame/index.ts";
import type { Task } from "./hand.ts";

type Suggestion = Task["suggestions"][string];

/** A label as a row of the bench: with its probability where the model suggests it. */
export interface LabelRow {
  readonly label: Label;
  readonly share: number | undefined;
}

/** The labels in the order they are offered: suggested ones by probability, the answer taken back, then the others in their own order. */
export function labelRows(
  shown: { suggestion: Suggestion | undefined; previous: string | undefined },
  labels: readonly Label[],
): readonly LabelRow[] {
  const usable = labels.filter((label) => !label.retired);
  const byId = new Map(usable.map((label) => [label.id, label]));
  const suggested = (shown.suggestion?.scores ?? []).flatMap(([id, share]) => {
    const label = byId.get(id);
    return label && share >= 0.005 ? [{ label, share }] : [];
  });
  const met = new Set(suggested.map((row) => row.label.id));
  const others = usable
    .filter((label) => !met.has(label.id))
    .sort((a, b) => Number(b.id === shown.previous) - Number(a.id === shown.previous) || a.position - b.position);
  return [...suggested, ...others.map((label) => ({ label, share: undefined }))];
}

/** The suggestion that Enter takes: the one that is drawn first, never one of a label that was retired meanwhile. */
export const firstSuggested = (rows: readonly LabelRow[]): string | undefined =>
  rows[0]?.share === undefined ? undefined : rows[0].label.id;
