import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The path of a Chromium: HANDLOOM_BROWSER, one of this machine, or one that is installed now. */
async function ensureBrowser(): Promise<string> {
  const given = process.env.HANDLOOM_BROWSER;
  if (given !== undefined && given !== "") return given;
  const found = (await firstFound()) ?? (await playwrightsOwn());
  if (found !== undefined) return found;
  say("Installing a browser for the tests (once)...");
  const installed = (await fromDebian()) ?? (await fromPlaywright());
  if (installed !== undefined) return installed;
  throw new Error("No Chromium was found and none could be installed; set HANDLOOM_BROWSER to the path of one.");
}

/** Starts the browser without a window, silent towards the network, and without its sandbox only where root forces that. */
export async function launchBrowser(...more: readonly string[]): Promise<Browser> {
  const executablePath = await ensureBrowser();
  const quiet = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-dev-shm-usage",
  ];
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath,
    chromiumSandbox: !isRoot,
    args: [...quiet, ...more, ...(isRoot ? ["--no-sandbox"] : [])],
  });
}

async function firstFound(): Promise<string | undefined> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return firstRunnable([...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...places]);
}

async function firstRunnable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}

async function playwrightsOwn(): Promise<string | undefined> {
  return firstRunnable([chromium.executablePath()]);
}

/** Debian's package, where we may install one. */
async function fromDebian(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || (await firstRunnable(["/usr/bin/apt-get"])) === undefined) return undefined;
  const install = ["install", "-y", "--no-install-recommends", "chromium"];
  const isDone = (await runs("apt-get", ["update"])) && (await runs("apt-get", install));
  return isDone ? firstFound() : undefined;
}

/** Playwright's download; on Linux its libraries must be there already. */
async function fromPlaywright(): Promise<string | undefined> {
  const cli = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
  return (await runs(process.execPath, [cli, "install", "chromium"])) ? playwrightsOwn() : undefined;
}

function runs(program: string, args: readonly string[]): Promise<boolean> {
  say(`  ${[program.split("/").at(-1), ...args.slice(-2)].join(" ")}`);
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"], env });
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code === 0));
  });
}

const say = (line: string) => process.stderr.write(`${line}\n`);
