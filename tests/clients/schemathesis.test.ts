import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeClient } from "#client";
import { allContracts } from "#client/contracts";
import { findPython } from "#tests/python";
import { type Running, startHandloom } from "../journeys/start-handloom.ts";
import { seed } from "./seed-for-schemathesis.ts";

/** Operations that are not asked, each for its reason. */
const leftOut: Readonly<Record<string, string>> = {
  followProject: "it never ends",
  followWorkspace: "it never ends",
};

const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
  "negative_data_rejection",
];

const python = await findPython("schemathesis");
if (python.reason) console.warn(`Skipped: ${python.reason}`);

let handloom: Running;
let folder = "";
beforeAll(async () => {
  if (python.reason) return;
  folder = await mkdtemp(join(tmpdir(), "handloom-schemathesis-"));
  handloom = await startHandloom();
}, 150_000);
afterAll(async () => {
  await handloom?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
}, 60_000);

test.skipIf(python.reason !== undefined)(
  "schemathesis finds no answer that the description of the API does not promise, and gets something from every operation",
  { timeout: 400_000 },
  async () => {
    const seeded = await seed(handloom.link);
    const [seededFile, answersFile] = [join(folder, "seeded.json"), join(folder, "answers.json")];
    await writeFile(seededFile, JSON.stringify(seeded));
    const args = [
      ...["run", `${new URL(handloom.link).origin}/api/openapi.json`],
      ...["--phases", "coverage,fuzzing", "--max-examples", "12", "--seed", "7", "--generation-database", "none"],
      ...["--checks", checks.join(","), "--request-timeout", "30", "--no-color", "--suppress-health-check", "all"],
      ...Object.keys(leftOut).flatMap((operation) => ["--exclude-operation-id", operation]),
    ];
    const { code, output } = await run(args, {
      SEEDED: seededFile,
      ANSWERS: answersFile,
      SCHEMATHESIS_HOOKS: join(import.meta.dirname, "schemathesis-hooks.py"),
    });
    expect(code, output.slice(-12_000)).toBe(0);
    const answers = JSON.parse(await readFile(answersFile, "utf8")) as Record<string, Record<string, number>>;
    const operations = allContracts.map(({ operation }) => operation).filter((name) => !(name in leftOut));
    const mute = operations.filter((name) => !Object.keys(answers[name] ?? {}).some((status) => Number(status) < 400));
    const [sample = ""] = seeded.path.project ?? [];
    const { name } = await makeClient({ url: new URL(handloom.link).origin, key: seeded.key }).readProject({
      project: sample,
    });
    expect(name, "the project that was asked about is still there").toBe(seeded.name);
    expect(mute, JSON.stringify(Object.fromEntries(mute.map((name) => [name, answers[name]])))).toEqual([]);
  },
);

function run(args: readonly string[], settings: Record<string, string>): Promise<{ code: number; output: string }> {
  const program = join(dirname(python.interpreter ?? ""), "schemathesis");
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...settings },
      stdio: ["ignore", "pipe", "pipe"],
      cwd: folder,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.once("error", fail);
    child.once("close", (code) => done({ code: code ?? 1, output }));
  });
}
