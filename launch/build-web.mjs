import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Builds the screens into dist/web when their sources changed since the last good build; answers a sentence when that fails. */
export async function buildWeb(root, node) {
  const stamp = join(root, "dist", "web", ".built");
  const hash = hashOf(root);
  const isFresh = () => existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
  if (isFresh()) return undefined;
  const { withLock } = await import("./lock.mjs");
  return withLock(join(root, "dist", ".building-web"), async () => (isFresh() ? undefined : build(root, node, hash)));
}

async function build(root, node, hash) {
  const { runQuietly } = await import("./run-quietly.mjs");
  console.error("Building the screens...");
  const making = join(root, "dist", "web-making");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const { ok, output } = await runQuietly(node, [vite, "build", "--outDir", making, "--emptyOutDir"], { cwd: root });
  if (!ok) {
    console.error(output.trim());
    return "The screens could not be built; what the builder said stands above.";
  }
  writeFileSync(join(making, ".built"), hash);
  // Swapped only when whole, so that a build cut short leaves the last good one.
  rmSync(join(root, "dist", "web"), { recursive: true, force: true });
  renameSync(making, join(root, "dist", "web"));
  return undefined;
}

/** The sources of the screens: web, the contracts and the client they import, and what decides how they are built. */
function hashOf(root) {
  const files = [
    ...filesBelow(join(root, "web")),
    ...filesBelow(join(root, "src", "client")),
    ...filesBelow(join(root, "src")).filter((file) => /[/\\]contract\.ts$/.test(file)),
    join(root, "package-lock.json"),
    join(root, "vite.config.ts"),
  ];
  const hash = createHash("sha256");
  for (const file of files.filter((name) => existsSync(name)))
    hash.update(`${file.slice(root.length)}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

// The browser tests build through the same door: node launch/build-web.mjs
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const problem = await buildWeb(process.cwd(), process.execPath);
  if (problem !== undefined) {
    console.error(problem);
    process.exitCode = 1;
  }
}
