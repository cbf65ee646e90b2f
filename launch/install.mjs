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
  const args = ["install", "--no-audit", "--no-fund", "--include=dev"];
  const first = await npm(runQuietly, root, args);
  if (!first.ok) return unfinished(first.output);
  const missing = await whatDoesNotLoad(runQuietly, root, pinnedNode());
  if (missing === "") return undefined;
  // Only then: a lockfile written on another platform can leave out this platform's native packages.
  console.error(`The lockfile lacks a native package for this machine (${missing}); installing without it.`);
  const second = await npm(runQuietly, root, [...args, "--no-package-lock"]);
  if (!second.ok) return unfinished(second.output);
  const stillMissing = await whatDoesNotLoad(runQuietly, root, pinnedNode());
  if (stillMissing === "") return undefined;
  console.error(second.output.trim());
  return `The installation did not succeed (${stillMissing}); what npm said stands above.`;
}

const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNRE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network|code E5\d\d/;

/** What stopped npm and how to go on: whatever it was, another installation than the one in the lockfile would hide it. */
function unfinished(output) {
  console.error(output.trim());
  const advice = unreachable.test(output)
    ? "the package registry could not be reached. Look at the network and run the same command again"
    : /ENOSPC/.test(output)
      ? "the disk is full. Make room and run the same command again"
      : "what npm said stands above. Mend that and run the same command again";
  return `The installation did not succeed: ${advice}.`;
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
