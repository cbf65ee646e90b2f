import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callsPastOutbound } from "./callers.ts";
import { circlesBelow } from "./circles.ts";
import { readDrawnTree, treeFaults } from "./drawn-tree.ts";
import { forwardImports, importsPastDoors, upwardImports } from "./imports.ts";
import { foreignNames, longFiles, strangeKinds, vagueNames } from "./names.ts";
import { filesBelow, readDoors, root } from "./source-files.ts";
import { foreignWrites, tableOwners } from "./table-owners.ts";

const source = filesBelow("src");
const inside = [...source, ...filesBelow("web")];
const all = [...inside, ...filesBelow("tests"), ...filesBelow("bench"), ...filesBelow("launch")];
const doors = readDoors();

describe("the four laws", () => {
  test("down the stack: nobody imports upward", () => {
    expect(source.length).toBeGreaterThan(0);
    expect(upwardImports(inside, doors)).toEqual([]);
  });

  test("back along the loop: a step imports only steps below it", () => {
    expect(forwardImports(inside, doors)).toEqual([]);
  });

  test("through the door: another folder is entered only by a listed name", () => {
    expect(importsPastDoors(inside, doors)).toEqual([]);
  });

  test("our words inside: no name of a foreign product or protocol outside src/protocols", () => {
    expect(foreignNames(inside)).toEqual([]);
  });
});

describe("and", () => {
  test("no sub-folder of the platform imports one that imports it", () => {
    expect(circlesBelow("src/platform", source, doors)).toEqual([]);
  });

  test("a table is owned by one folder, and only that folder writes it", () => {
    const { owners, faults } = tableOwners(source);
    expect(faults).toEqual([]);
    expect(owners.size).toBeGreaterThan(0);
    expect(foreignWrites(source, owners)).toEqual([]);
  });

  test("one door out: nobody but platform/outbound and the client can call another server", () => {
    expect(callsPastOutbound(source)).toEqual([]);
  });

  test("no file of src is longer than 400 lines", () => {
    expect(longFiles(source)).toEqual([]);
  });

  test("a step holds only the kinds of file that every step holds", () => {
    expect(strangeKinds(source)).toEqual([]);
  });

  test("no file or folder has a name that says nothing", () => {
    expect(vagueNames(all)).toEqual([]);
  });

  test.skipIf(!existsSync(join(root, "ARCHITECTURE.md")))("ARCHITECTURE.md draws the tree that is on the disk", () => {
    const drawn = readDrawnTree(readFileSync(join(root, "ARCHITECTURE.md"), "utf8"));
    const unkept = new Set(["node_modules", "dist", "data"]);
    const isKept = (path: string) => !unkept.has(path.split("/")[0] ?? "") && !path.startsWith(".");
    const entries = globSync(["*", "*/*"], { cwd: root, exclude: (path) => !isKept(path) });
    const folders = entries
      .map((path) => path.replaceAll("\\", "/"))
      .filter((path) => isKept(path) && holdsFiles(path));
    expect(drawn.length).toBeGreaterThan(0);
    expect(treeFaults(drawn, { folders, exists: (path) => existsSync(join(root, path)) })).toEqual([]);
  });
});

/** Empty folders are not in the repository, so they need not be drawn. */
function holdsFiles(path: string): boolean {
  const place = join(root, path);
  return statSync(place).isDirectory() && globSync("**/*.*", { cwd: place }).length > 0;
}
