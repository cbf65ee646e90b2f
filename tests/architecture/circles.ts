import { importsOf } from "./imports.ts";
import { type Doors, isTest, type SourceFile } from "./source-files.ts";

/** The circles of imports (type imports are imports, too) between the sub-folders of a folder; each is told once. */
export function circlesBelow(folder: string, files: readonly SourceFile[], doors: Doors): readonly string[] {
  const nodeOf = (path = "") =>
    path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split("/")[0] : undefined;
  const next = new Map<string, Set<string>>();
  for (const { from, to } of importsOf(
    files.filter((file) => !isTest(file)),
    doors,
  )) {
    const [own, other] = [nodeOf(from), nodeOf(to)];
    if (own !== undefined && other !== undefined && own !== other)
      next.set(own, (next.get(own) ?? new Set()).add(other));
  }
  const circles = new Set<string>();
  const walk = (way: readonly string[]): void => {
    for (const one of [...(next.get(way.at(-1) ?? "") ?? [])].sort()) {
      // A circle is told from the first of its names on, so that each is walked once.
      if (one === way[0]) circles.add(`${folder}: ${[...way, one].join(" -> ")} is a circle of imports`);
      else if (one > (way[0] ?? "") && !way.includes(one)) walk([...way, one]);
    }
  };
  for (const start of [...next.keys()].sort()) walk([start]);
  return [...circles];
}
