// Runs the stages of the tests: `npm test`, `npm run check`, or either with the names of stages.
import { existsSync } from "node:fs";
import { noCounts, plus, type Stage, type StageResult } from "./stage.ts";
import { stages } from "./stages.ts";

const inCheck = ["types", "lint", "laws", "pure"];
const inTest = stages.map(({ name }) => name).filter((name) => name !== "pure");

async function main(): Promise<number> {
  const [command = "test", ...given] = process.argv.slice(2);
  const isVerbose = given.includes("--verbose");
  const picked = given.filter((word) => !word.startsWith("-"));
  const unknown = picked.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(`There is no stage "${unknown[0]}"; the stages are ${stages.map(({ name }) => name).join(", ")}.`);
    return 1;
  }
  const wanted = picked.length > 0 ? picked : command === "check" ? inCheck : inTest;
  let counts = noCounts;
  for (const stage of stages.filter(({ name }) => wanted.includes(name))) {
    const result = await timed(stage, isVerbose);
    counts = plus(counts, result.counts);
  }
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
  return counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}

async function timed(stage: Stage, isVerbose: boolean): Promise<StageResult> {
  if (stage.folder !== undefined && !existsSync(stage.folder)) {
    console.log(`${stage.name.padEnd(8)} none yet`);
    return { counts: noCounts, output: "" };
  }
  const begun = performance.now();
  const result = await stage.run();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const { passed, failed, skipped } = result.counts;
  if (failed > 0 || isVerbose) console.log(result.output.trimEnd());
  const figures = [`${passed} passed`, failed > 0 ? `${failed} failed` : "", skipped > 0 ? `${skipped} skipped` : ""];
  console.log(`${stage.name.padEnd(8)} ${figures.filter((text) => text !== "").join(", ")} in ${seconds} s`);
  return result;
}

process.exitCode = await main();
