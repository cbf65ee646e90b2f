import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const packages = ["numpy==2.4.6", "scipy==1.17.1", "scikit-learn==1.9.0", "fastapi==0.165.0", "uvicorn==0.54.0"];
const folder = resolve(import.meta.dirname, "../node_modules/.cache/handloom-python");
const recipe = createHash("sha256").update(packages.join("\n")).digest("hex");

/** The path of a Python interpreter with the packages of the oracles, or the reason why there is none. */
export type Python =
  | { readonly interpreter: string; readonly reason?: undefined }
  | { readonly interpreter?: undefined; readonly reason: string };

/**
 * Makes, once for the checkout, a virtual environment with scikit-learn, scipy, fastapi and uvicorn, and gives its
 * interpreter. Several processes may ask at once: one makes it, the others wait.
 */
export async function findPython(): Promise<Python> {
  try {
    return { interpreter: await prepared() };
  } catch (thrown) {
    return { reason: `no Python for the oracles: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
}

/** Runs a Python program that prints one JSON value, with `input` as JSON on its standard input. */
export async function runPython(interpreter: string, program: string, input: unknown): Promise<unknown> {
  const child = run(interpreter, ["-c", program], { maxBuffer: 64e6, env: oneThread });
  child.child.stdin?.end(JSON.stringify(input));
  return JSON.parse((await child).stdout);
}

/** The environment of a peer that is measured: one thread, nothing written beside the sources. */
export const oneThread = {
  ...process.env,
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  PYTHONDONTWRITEBYTECODE: "1",
};

const interpreterOf = (venv: string) =>
  process.platform === "win32" ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");

async function isReady() {
  return (await readFile(join(folder, "recipe"), "utf8").catch(() => "")) === recipe;
}

async function prepared(): Promise<string> {
  const lock = `${folder}.lock`;
  await mkdir(resolve(folder, ".."), { recursive: true });
  const deadline = Date.now() + 8 * 60_000;
  while (!(await isReady())) {
    if (Date.now() > deadline) throw new Error("another process did not finish making it");
    if (await taken(lock)) {
      await sleep(500);
      continue;
    }
    try {
      if (!(await isReady())) await make();
    } finally {
      await rm(lock, { recursive: true, force: true });
    }
  }
  return interpreterOf(folder);
}

// A lock older than ten minutes was left by a process that died.
async function taken(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return false;
  } catch {
    const age = await stat(lock).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > 10 * 60_000)
      await rename(lock, `${lock}.${process.pid}`).then(
        () => rm(`${lock}.${process.pid}`, { recursive: true }),
        () => {},
      );
    return true;
  }
}

async function make() {
  await rm(folder, { recursive: true, force: true });
  await run("python3", ["-m", "venv", folder]).catch(async (thrown: Error) => {
    if (!(await canInstall())) throw thrown;
    await run("apt-get", ["install", "-y", "-q", "python3-venv"], { timeout: 240_000 });
    await run("python3", ["-m", "venv", "--clear", folder]);
  });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages];
  await run(interpreterOf(folder), pip, { timeout: 420_000, maxBuffer: 16e6 });
  await writeFile(join(folder, "recipe"), recipe);
}

async function canInstall() {
  return (
    process.getuid?.() === 0 &&
    (await access("/usr/bin/apt-get").then(
      () => true,
      () => false,
    ))
  );
}
