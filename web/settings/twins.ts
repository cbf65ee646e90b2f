/** What is told of a label where twins are sought. */
interface Named {
  readonly id: string;
  readonly name: string;
  readonly retired: boolean;
}

/** Two labels that differ by case only: the one that fewer items have, and the other. */
export interface Twins<Label> {
  readonly from: Label;
  readonly into: Label;
}

// As an import compares names.
const caseless = (name: string): string => name.normalize("NFKC").toUpperCase().toLowerCase();

/** The labels that differ from another by case only, each with the one that most items have; retired ones are none. */
export function twinsOf<Label extends Named>(
  labels: readonly Label[],
  itemsOf: (label: Label) => number,
): Twins<Label>[] {
  const alike = new Map<string, Label[]>();
  for (const label of labels) {
    if (label.retired) continue;
    const name = caseless(label.name);
    alike.set(name, [...(alike.get(name) ?? []), label]);
  }
  return [...alike.values()].flatMap((names) => {
    const [into, ...others] = names.toSorted((one, other) => itemsOf(other) - itemsOf(one));
    return into ? others.map((from) => ({ from, into })) : [];
  });
}
