import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, test } from "vitest";

const run = promisify(execFile);
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** Installs with an npm that does what a test says, time after time; gives what was answered and what npm was asked for. */
async function install(given: { npm: readonly string[]; loads: readonly ("yes" | "no")[] }) {
  const root = await mkdtemp(join(tmpdir(), "install-"));
  folders.push(root);
  for (const folder of ["node_modules", "launch"]) await mkdir(join(root, folder));
  await writeFile(join(root, "package.json"), "{}");
  const count = (name: string) =>
    `const { appendFileSync, readFileSync, existsSync } = require("node:fs");
     const file = ${JSON.stringify(join(root, "calls-"))} + "${name}";
     appendFileSync(file, process.argv.slice(2).join(" ") + "\\n");
     const at = readFileSync(file, "utf8").split("\\n").length - 2;`;
  await writeFile(
    join(root, "npm-cli.js"),
    `${count("npm")} const said = ${JSON.stringify(given.npm)}[at] ?? ""; if (said) { console.error(said); process.exit(1); }`,
  );
  await writeFile(
    join(root, "launch", "check-native.mjs"),
    `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);
     ${count("native")} if (${JSON.stringify(given.loads)}[at] === "no") { console.log("typescript does not load"); process.exit(1); }`,
  );
  const script = `import { installOnce } from ${JSON.stringify(join(import.meta.dirname, "install.mjs"))};
    console.log(await installOnce(${JSON.stringify(root)}, () => process.execPath));`;
  const env = { ...process.env, npm_execpath: join(root, "npm-cli.js") };
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { env });
  const calls = await readFile(join(root, "calls-npm"), "utf8");
  return {
    answer: stdout.trim(),
    isStamped: existsSync(join(root, "node_modules", ".handloom-installed")),
    withoutLockfile: calls.includes("--no-package-lock"),
    tries: calls.trim().split("\n").length,
  };
}

test("a good installation is stamped", async () => {
  const done = await install({ npm: [], loads: ["yes"] });
  expect(done).toEqual({ answer: "undefined", isStamped: true, withoutLockfile: false, tries: 1 });
});

test("whatever npm fails at, the lockfile is not left aside, nothing is stamped, and a sentence says how to go on", async () => {
  const failures = {
    "npm error code ENOTFOUND": "registry could not be reached",
    "npm error code E503": "registry could not be reached",
    "npm error code ENOSPC": "disk is full",
    "npm error code EINTEGRITY": "what npm said",
  };
  for (const [said, sentence] of Object.entries(failures)) {
    const done = await install({ npm: [said], loads: ["yes"] });
    expect(done).toMatchObject({ isStamped: false, withoutLockfile: false, tries: 1 });
    expect(done.answer).toContain(sentence);
    expect(done.answer).toContain("again");
  }
});

test("only where a native package of this platform is missing it is installed without the lockfile", async () => {
  const done = await install({ npm: [], loads: ["no", "yes"] });
  expect(done).toEqual({ answer: "undefined", isStamped: true, withoutLockfile: true, tries: 2 });
  const blip = await install({ npm: ["", "npm error code ECONNRESET"], loads: ["no", "yes"] });
  expect(blip).toMatchObject({ isStamped: false, answer: expect.stringContaining("registry could not be reached") });
  expect(await install({ npm: [], loads: ["no", "no"] })).toMatchObject({ isStamped: false, tries: 2 });
});
