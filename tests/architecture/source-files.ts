import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** A file of the repository: its path from the root, with slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The root of the repository. */
export const root = resolve(import.meta.dirname, "../..");

/** The doors of package.json: `#name` to the file behind it. */
export type Doors = Readonly<Record<string, string>>;

/** Reads every text file below a folder of the repository. */
export function filesBelow(folder: string): readonly SourceFile[] {
  const paths = globSync(`${folder}/**/*.{ts,tsx,js,mjs,css,html,json,sql,md,py}`, { cwd: root });
  return paths.sort().map((path) => ({
    path: path.replaceAll("\\", "/"),
    text: readFileSync(join(root, path), "utf8"),
  }));
}

/** The doors as package.json lists them, their paths from the root. */
export function readDoors(): Doors {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { imports: Doors };
  return Object.fromEntries(Object.entries(manifest.imports).map(([name, path]) => [name, path.replace("./", "")]));
}

/** Whether a file is a test; tests may look where the product may not. */
export const isTest = ({ path }: SourceFile): boolean => /\.test\.tsx?$/.test(path);
