/** A line of the drawn tree: a path from the root, what is said about it, and whether it is only planned. */
export interface Drawn {
  readonly path: string;
  readonly said: string;
  readonly isLater: boolean;
}

/**
 * Reads the first tree drawn in a document. On a line, names stand first (several may, one or two spaces apart), three
 * spaces or more begin what is said about them, and the word "(later)" there marks what does not exist yet.
 */
export function readDrawnTree(document: string): readonly Drawn[] {
  const block = [...document.matchAll(/```[a-z]*\n([\s\S]*?)```/g)]
    .map((match) => match[1] ?? "")
    .find((text) => text.includes("── "));
  const above: string[] = [];
  const drawn: Drawn[] = [];
  for (const line of (block ?? "").split("\n")) {
    const match = /^((?:│ {3}| {4})*)[├└]── (.*)$/.exec(line);
    if (match === null) continue;
    const depth = (match[1] ?? "").length / 4;
    const [names = "", ...rest] = (match[2] ?? "").trimEnd().split(/\s{3,}/);
    const said = rest.join("   ");
    for (const name of names.split(/\s+/)) {
      above[depth] = name.replace(/\/$/, "");
      drawn.push({ path: above.slice(0, depth + 1).join("/"), said, isLater: said.includes("(later)") });
    }
  }
  return drawn;
}

/** What is on the disk: folders (of depth one and two) and everything the tree might name. */
export interface Disk {
  readonly folders: readonly string[];
  exists(path: string): boolean;
}

/** Where a drawn tree and the disk differ. */
export function treeFaults(drawn: readonly Drawn[], disk: Disk): readonly string[] {
  const missing = drawn
    .filter(({ path, isLater }) => !isLater && !disk.exists(path))
    .map(({ path }) => `${path} is drawn but does not exist`);
  const built = drawn
    .filter(({ path, isLater }) => isLater && disk.exists(path))
    .map(({ path }) => `${path} exists but is marked (later)`);
  const unnamed = disk.folders
    .filter((folder) => !isNamed(folder, drawn))
    .map((folder) => `${folder}/ exists but is not drawn`);
  return [...missing, ...built, ...unnamed];
}

/** A folder is named by a line of its own or below it, by a word said about its parent, or, in `web`, by its twin in `src`. */
function isNamed(folder: string, drawn: readonly Drawn[]): boolean {
  if (drawn.some(({ path }) => path === folder || path.startsWith(`${folder}/`))) return true;
  const [parent = "", name] = folder.split("/");
  if (name === undefined) return false;
  if (parent === "web" && isNamed(`src/${name}`, drawn)) return true;
  const words = drawn.filter(({ path }) => path === parent).flatMap(({ said }) => said.split(/[^\w-]+/));
  return words.includes(name);
}
