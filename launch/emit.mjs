import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { buildWeb } from "./build-web.mjs";
import { runQuietly } from "./run-quietly.mjs";

// `npm pack` runs this: Node strips no types below node_modules, so what is published is JavaScript with declarations, laid
// out in dist as the sources are in src, and the built screens beside it.
const root = dirname(import.meta.dirname);
const dist = join(root, "dist");

async function emit() {
  const problem = await buildWeb(root, process.execPath);
  if (problem !== undefined) return problem;
  for (const name of readdirSync(dist).filter((one) => one !== "web")) rmSync(join(dist, name), { recursive: true });
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { ok, output } = await runQuietly(process.execPath, [tsc, "-p", "tsconfig.publish.json"], { cwd: root });
  if (!ok) return `The sources could not be emitted: ${output.trim()}`;
  const { imports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const file of emitted()) writeFileSync(file, pointed(readFileSync(file, "utf8"), { file, imports }));
  return undefined;
}

const emitted = () =>
  readdirSync(dist, { recursive: true })
    .filter((name) => !name.startsWith(`web${sep}`) && /\.(js|d\.ts)$/.test(name))
    .map((name) => join(dist, name));

/** Doors by their paths in dist, and files that are found beside the module as they are called there. */
function pointed(text, { file, imports }) {
  const pathOf = (door) => {
    const target = join(dist, relative("src", imports[door])).replace(/\.ts$/, ".js");
    const path = relative(dirname(file), target).split(sep).join("/");
    return path.startsWith(".") ? path : `./${path}`;
  };
  return text
    .replace(/"(#[a-z/-]+)"/g, (whole, door) => (imports[door]?.startsWith("./src/") ? `"${pathOf(door)}"` : whole))
    .replace(/new URL\("([^"]+)\.ts", import\.meta\.url\)/g, 'new URL("$1.js", import.meta.url)');
}

const problem = await emit();
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 1;
}
