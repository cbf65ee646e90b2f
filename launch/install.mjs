import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Installs the packages when the manifest or the lockfile changed since the last good installation; answers a sentence when that fails. */
export async function installOnce(root, pinnedNode) {
  const stamp = join(root, "node_modules", ".handloom-installed");
  const isFresh = () => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted(root) && pinnedNode() !== undefined;
  if (isFresh()) return undefined;
  const { withLock } = await import("./lock.mjs");
  const lock = join(root, "node_modules", ".handloom-installing");
  if (existsSync(lock)) console.error("Waiting for another installation...");
  return withLock(lock, async () => {
    if (isFresh()) return undefined;
    const problem = await install(root, pinnedNode);
    if (problem === undefined) writeFileSync(stamp, wanted(root)); // npm may have touched the lockfile: hashed after it
    return problem;
  });
}

/** Only what decides an installation: a new door in `imports` must not install again. */
function wanted(root) {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const parts = ["dependencies", "devDependencies", "optionalDependencies", "overrides", "allowScripts"];
  const lockfile = join(root, "package-lock.json");
  const hash = createHash("sha256").update(JSON.stringify(parts.map((part) => manifest[part])));
  if (existsSync(lockfile)) hash.update(readFileSync(lockfile));
  return `${hash.digest("hex")} ${process.platform} ${process.arch}\n`;
}

async function install(root, pinnedNode) {
  const { runQuietly } = await import("./run-quietly.mjs");
  console.error("Installing (once)...");
  let output = "";
  let missing = "";
  // A lockfile written on another platform can leave out this platform's native packages, so the second try goes without it.
  for (const extra of [[], ["--no-package-lock"]]) {
    const done = await npm(runQuietly, root, ["install", "--no-audit", "--no-fund", "--include=dev", ...extra]);
    output = done.output;
    missing = done.ok ? await whatDoesNotLoad(runQuietly, root, pinnedNode()) : "npm install";
    if (missing === "") return undefined;
  }
  console.error(output.trim());
  return `The installation did not succeed (${missing}); what npm said stands above.`;
}

function npm(runQuietly, root, args) {
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" };
  const cli = process.env.npm_execpath;
  if (cli?.endsWith("npm-cli.js")) return runQuietly(process.execPath, [cli, ...args], { cwd: root, env });
  return runQuietly("npm", args, { cwd: root, env, shell: process.platform === "win32" });
}

/** The name of the first native package that does not load here, or an empty text. */
async function whatDoesNotLoad(runQuietly, root, node) {
  if (node === undefined) return "the package `node`";
  const script = join(root, "launch", "check-native.mjs");
  const { ok, output } = await runQuietly(node, [script], { cwd: root });
  return ok ? "" : output.trim().split("\n").at(-1) || "the native packages";
}
