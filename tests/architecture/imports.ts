import { dirname, posix } from "node:path";
import { type Doors, isTest, type SourceFile } from "./source-files.ts";

/** One import: the file that has it, what it names, and the path from the root where that is one of ours. */
interface Import {
  readonly from: string;
  readonly names: string;
  readonly to?: string;
}

/** The faults against "down the stack": who imports something that stands above it. */
export function upwardImports(files: readonly SourceFile[], doors: Doors): readonly string[] {
  return importsOf(
    files.filter((file) => !isTest(file)),
    doors,
  ).flatMap(({ from, names, to }) => {
    if (to === undefined) return [];
    if (from.startsWith("web/")) return forWeb(from, names, to);
    if (heightOf(to) <= heightOf(from)) return [];
    return [`${from} imports ${names}, which stands above it`];
  });
}

/** The faults against "back along the loop": which step imports a later one. */
export function forwardImports(files: readonly SourceFile[], doors: Doors): readonly string[] {
  return importsOf(
    files.filter((file) => !isTest(file)),
    doors,
  ).flatMap(({ from, names, to }) => {
    const [own, other] = [stepOf(from), stepOf(to ?? "")];
    if (own === undefined || other === undefined || other <= own) return [];
    return [`${from} imports ${names}, a later step`];
  });
}

/** The faults against "through the door": who enters another folder by path, or by a door that is not listed. */
export function importsPastDoors(files: readonly SourceFile[], doors: Doors): readonly string[] {
  return importsOf(files, doors).flatMap(({ from, names, to }) => {
    if (names.startsWith("#"))
      return to === undefined ? [`${from} imports ${names}, which package.json does not list`] : [];
    if (to === undefined || folderOf(from, doors) === folderOf(to, doors)) return [];
    return [`${from} enters another folder by the path ${names}`];
  });
}

const pattern = /(?:\bfrom|\bimport|\bimport\()\s*["']([^"']+)["']/g;

/** The imports of some files, type imports too. */
export function importsOf(files: readonly SourceFile[], doors: Doors): readonly Import[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([, names = ""]) => ({ from: path, names, to: target(path, names, doors) })),
  );
}

function target(from: string, names: string, doors: Doors): string | undefined {
  if (names.startsWith("#")) return doors[names];
  return names.startsWith(".") ? posix.normalize(posix.join(dirname(from), names)) : undefined;
}

/** From the bottom: root files, platform, statistics, answers, models, steps, then what stands on the steps, then main. */
const heights: readonly (readonly [RegExp, number])[] = [
  [/^src\/(main\.ts|program\/)/, 8],
  [/^src\/(cli|protocols|sample)\//, 7],
  [/^src\/client\//, 6],
  [/^src\/\d-/, 5],
  [/^src\/models\//, 4],
  [/^src\/answers\//, 3],
  [/^src\/statistics\//, 2],
  [/^src\/platform\//, 1],
  [/^src\/[^/]+$/, 0],
  [/^(web|tests|bench)\//, 9],
];

const heightOf = (path: string): number => heights.find(([place]) => place.test(path))?.[1] ?? 0;

const stepOf = (path: string): string | undefined => /^src\/(\d)-/.exec(path)?.[1];

function forWeb(from: string, names: string, to: string): readonly string[] {
  if (to.startsWith("web/") || to.endsWith("/contract.ts") || to.startsWith("src/client/")) return [];
  return [`${from} imports ${names}; the screens see only contracts and the client`];
}

/** The folder a file belongs to: the nearest one above that has a door, else the first two parts of its path. */
function folderOf(path: string, doors: Doors): string {
  const withDoor = new Set(Object.values(doors).map((door) => dirname(door)));
  for (let folder = dirname(path); folder.includes("/"); folder = dirname(folder))
    if (withDoor.has(folder)) return folder;
  const [top = "", second = ""] = path.split("/");
  return top === "src" && path.split("/").length > 2 ? `${top}/${second}` : top;
}
