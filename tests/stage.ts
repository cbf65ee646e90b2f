import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How many tests ended how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a stage came to, and what it said. */
export interface StageResult {
  readonly counts: Counts;
  readonly output: string;
}

/** One part of the test run. */
export interface Stage {
  readonly name: string;
  /** The folder of its tests; a folder that does not exist yet is no failure. */
  readonly folder?: string;
  run(): Promise<StageResult>;
}

/** Nothing counted yet. */
export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 };

/** The sum of two counts. */
export const plus = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** Runs programs one after the other, each a script of Node; each counts as one test. */
export async function runScripts(commands: readonly (readonly string[])[]): Promise<StageResult> {
  let counts = noCounts;
  let output = "";
  for (const command of commands) {
    const ended = await runNode(command);
    counts = plus(counts, ended.code === 0 ? { ...noCounts, passed: 1 } : { ...noCounts, failed: 1 });
    output += ended.output;
  }
  return { counts, output };
}

/** Runs the tests of a vitest project, all or those below a folder. */
export async function runVitest(project: string, filters: readonly string[] = []): Promise<StageResult> {
  const folder = await mkdtemp(join(tmpdir(), "handloom-report-"));
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  try {
    const script = "node_modules/vitest/vitest.mjs";
    const { code, output } = await runNode([script, "run", "--project", project, ...reporters, ...filters]);
    const text = await readFile(report, "utf8").catch(() => undefined);
    return { counts: countsOf(text, code), output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
};

/** Counts a report; a file that did not load, an error outside all tests and an empty run are failures too. */
export function countsOf(text: string | undefined, code: number): Counts {
  if (text === undefined) return { ...noCounts, failed: 1 };
  const report = JSON.parse(text) as Report;
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const counted = report.numFailedTests + unloaded.length;
  const passed = report.numPassedTests;
  const failed = counted === 0 && (code !== 0 || passed === 0) ? 1 : counted;
  return { passed, failed, skipped: report.numPendingTests + report.numTodoTests };
}

function runNode(command: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
    const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe"], env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    const stop = (signal: NodeJS.Signals) => {
      child.kill("SIGINT"); // the signal on which vitest ends in good order
      process.exitCode = signal === "SIGINT" ? 130 : 143;
      child.once("close", () => setImmediate(() => process.exit())); // after the clean-up of whoever waits for it
    };
    process.once("SIGINT", stop).once("SIGTERM", stop);
    child.on("close", (code) => {
      process.off("SIGINT", stop).off("SIGTERM", stop);
      resolve({ code: code ?? 1, output });
    });
  });
}
