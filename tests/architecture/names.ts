import { posix } from "node:path";
import type { SourceFile } from "./source-files.ts";

const foreign = /mlflow|label[-_ ]?studio|brevetti|sagemaker|open[-_ ]?inference|kserve|triton|mlserver/i;
// "anote" is short enough to sit inside other words, so it counts only as a word of its own, or of a camelCase name.
const short = /(?<![A-Za-z])[Aa]note(?:ai|AI)?(?![a-z])|(?<=[a-z])Anote(?![a-z])/;

/** The faults against "our words inside": where the name of somebody else's product or protocol stands. */
export function foreignNames(files: readonly SourceFile[]): readonly string[] {
  const ours = files.filter(({ path }) => !path.startsWith("src/protocols/"));
  return ours.flatMap(({ path, text }) => {
    const found = [path, ...text.split("\n")]
      .map((line) => foreign.exec(line)?.[0] ?? short.exec(line)?.[0])
      .find((name) => name !== undefined);
    return found === undefined ? [] : [`${path} names ${found}`];
  });
}

const vague = new Set([
  "utils",
  "util",
  "helpers",
  "helper",
  "common",
  "lib",
  "types",
  "services",
  "managers",
  "shared",
]);

/** Files and folders whose name says nothing about what they hold. */
export function vagueNames(files: readonly SourceFile[]): readonly string[] {
  const named = files.flatMap(({ path }) => path.split("/").map((part) => ({ path, part: part.replace(/\..*$/, "") })));
  return named.filter(({ part }) => vague.has(part)).map(({ path, part }) => `${path} is called ${part}`);
}

/** Files of source that are too long to be one thing. */
export function longFiles(files: readonly SourceFile[], most = 400): readonly string[] {
  const written = files.filter(({ path }) => /\.(ts|tsx)$/.test(path) && !path.includes(".generated."));
  const lines = (text: string) => text.trimEnd().split("\n").length;
  return written.filter(({ text }) => lines(text) > most).map(({ path, text }) => `${path} has ${lines(text)} lines`);
}

/** Files inside a step that are none of the kinds every step has. */
export function strangeKinds(files: readonly SourceFile[]): readonly string[] {
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.worker)?(\.test)?\.ts$/;
  const inSteps = files.filter(({ path }) => /^src\/\d-/.test(path));
  return inSteps
    .filter(({ path }) => !kebab.test(posix.basename(path)))
    .map(({ path }) => `${path} is no kind of file that a step has`);
}
