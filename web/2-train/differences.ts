/** A value of a parameter as people read it. */
export const shown = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : JSON.stringify(value);

/** The parameters of a run that differ from those of the run before; all of them for the first run. */
export function differences(
  now: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>> | undefined,
): readonly (readonly [string, string])[] {
  const changed = Object.entries(now).filter(
    ([name, value]) => before === undefined || shown(before[name]) !== shown(value),
  );
  return changed.map(([name, value]) => [name, shown(value)] as const);
}
