import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const packages = {
  oracles: ["numpy==2.4.6", "scipy==1.17.1", "scikit-learn==1.9.0", "fastapi==0.165.0", "uvicorn==0.54.0"],
  schemathesis: ["schemathesis==4.32.5"],
  moto: ["moto[s3,server]==5.2.5"],
  tritonclient: ["tritonclient[http]==2.73.0", "numpy==2.4.6"],
} as const;

/** A set of packages that is kept in an environment of its own. */
type Packages = keyof typeof packages;

// That of the oracles keeps its old name, so that whoever has it does not make it again.
const folderOf = (set: Packages): string =>
  resolve(
    import.meta.dirname,
    "../node_modules/.cache",
    set === "oracles" ? "handloom-python" : `handloom-python-${set}`,
  );
const recipeOf = (set: Packages): string => createHash("sha256").update(packages[set].join("\n")).digest("hex");

/** The path of a Python interpreter with the packages that were asked for, or the reason why there is none. */
export type Python =
  | { readonly interpreter: string; readonly reason?: undefined }
  | { readonly interpreter?: undefined; readonly reason: string };

/**
 * Makes, once for the checkout, a virtual environment with a set of packages (those of the oracles unless told), and gives
 * its interpreter. Several processes may ask at once: one makes it, the others wait.
 */
export async function findPython(set: Packages = "oracles"): Promise<Python> {
  try {
    return { interpreter: await prepared(set) };
  } catch (thrown) {
    return { reason: `no Python with ${set}: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
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

async function isReady(set: Packages): Promise<boolean> {
  return (await readFile(join(folderOf(set), "recipe"), "utf8").catch(() => "")) === recipeOf(set);
}

async function prepared(set: Packages): Promise<string> {
  const folder = folderOf(set);
  const lock = `${folder}.lock`;
  await mkdir(resolve(folder, ".."), { recursive: true });
  const deadline = Date.now() + 8 * 60_000;
  while (!(await isReady(set))) {
    if (Date.now() > deadline) throw new Error("another process did not finish making it");
    if (await taken(lock)) {
      await sleep(500);
      continue;
    }
    try {
      if (!(await isReady(set))) await make(set);
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

async function make(set: Packages): Promise<void> {
  const folder = folderOf(set);
  await rm(folder, { recursive: true, force: true });
  await run("python3", ["-m", "venv", folder]).catch(async (thrown: Error) => {
    if (!(await canInstall())) throw thrown;
    await run("apt-get", ["install", "-y", "-q", "python3-venv"], { timeout: 240_000 });
    await run("python3", ["-m", "venv", "--clear", folder]);
  });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages[set]];
  await run(interpreterOf(folder), pip, { timeout: 420_000, maxBuffer: 16e6 });
  await writeFile(join(folder, "recipe"), recipeOf(set));
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
