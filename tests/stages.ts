import { existsSync } from "node:fs";
import { runScripts, runVitest, type Stage } from "./stage.ts";

const typescript = ["node_modules/typescript/bin/tsc", "-p"];
const biome = ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."];
const knip = ["node_modules/knip/bin/knip.js", "--no-progress"];

/** All stages in their order; `check` takes the quick ones. */
export const stages: readonly Stage[] = [
  // The screens once more, with no more of the language than the browsers have that they are built for.
  { name: "types", run: () => runScripts([".", "tsconfig.web.json"].map((of) => [...typescript, of])) },
  { name: "lint", run: () => runScripts([biome, knip]) },
  { name: "laws", folder: "tests/architecture", run: () => runVitest("laws") },
  { name: "pure", run: () => runVitest("pure") },
  { name: "unit", run: () => runVitest("unit") },
  { name: "hostile", folder: "tests/hostile", run: () => runVitest("system", ["tests/hostile/"]) },
  { name: "crash", folder: "tests/crash", run: () => runVitest("system", ["tests/crash/"]) },
  { name: "clients", folder: "tests/clients", run: () => runVitest("system", ["tests/clients/"]) },
  { name: "browser", folder: "tests/journeys", run: runBrowser },
];

/** The journeys see the screens as they are now, so these are built first. */
async function runBrowser() {
  if (existsSync("vite.config.ts")) {
    const built = await runScripts([["launch/build-web.mjs"]]);
    if (built.counts.failed > 0) return built;
  }
  return runVitest("browser");
}
