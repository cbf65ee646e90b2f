// Starts Handloom with any Node from 20 on: installs what is missing, then hands over to the pinned Node 24.
// Plain JavaScript on purpose: it must run before anything is installed.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(realpathSync(fileURLToPath(import.meta.url)));
const isPublished = !existsSync(join(root, "src"));
const [command = "help", ...rest] = process.argv.slice(2);

/** The file that answers a command, and the arguments it gets. */
function targetOf() {
  if (isPublished) return ["dist/main.js", command, ...rest];
  if (command === "test" || command === "check") return ["tests/run.ts", command, ...rest];
  if (command === "bench") return ["bench/run.ts", ...rest];
  return ["src/main.ts", command, ...rest];
}

/** Where the `node` package put its program: `bin/node` everywhere, `bin/node.exe` on Windows. */
function pinnedNode() {
  try {
    const folder = dirname(createRequire(join(root, "launch.mjs")).resolve("node/package.json"));
    const program = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

function pinnedVersion() {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).dependencies.node;
}

/** The flags that a worker beside the server gets, too: they keep the memory of bulk work small. */
const flags = command === "work" ? ["--max-semi-space-size=16"] : [];

/** Runs the target in a process of the pinned Node and ends as it ends. */
async function runIn(node, file, args) {
  const { spawn } = await import("node:child_process");
  const child = spawn(node, [...flags, join(root, file), ...args], { stdio: "inherit" });
  // At a terminal Ctrl-C reaches the child by itself; sent twice it would read as "stop at once".
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`Node could not be started from ${node}: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (signal === null) return process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** npm ends on SIGTERM without a word to what it runs, so under npm a lost parent counts as that signal. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  timer.unref();
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

async function launch() {
  if (!isPublished) {
    const { installOnce } = await import("./launch/install.mjs");
    const problem = await installOnce(root, pinnedNode);
    if (problem !== undefined) return fail(problem);
  }
  const node = pinnedNode() ?? (Number.parseInt(process.versions.node, 10) >= 24 ? process.execPath : undefined);
  if (node === undefined)
    return fail("Handloom needs Node 24, and its package `node` is not installed. Run: npm install");
  if (command === "start" && !rest.includes("--help") && existsSync(join(root, "vite.config.ts"))) {
    const { buildWeb } = await import("./launch/build-web.mjs");
    const problem = await buildWeb(root, node);
    if (problem !== undefined) return fail(problem);
  }
  const [file, ...args] = targetOf();
  endWithNpm();
  if (!existsSync(join(root, file))) return fail(`There is no ${file} here, so "${command}" cannot run.`);
  if (flags.length > 0 || process.versions.node !== pinnedVersion()) return runIn(node, file, args);
  // Already the pinned Node (as under `npm start`): one process fewer.
  process.argv = [process.execPath, join(root, file), ...args];
  await import(pathToFileURL(join(root, file)).href);
}

await launch();
