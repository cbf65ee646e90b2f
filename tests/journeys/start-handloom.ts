import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const node = join(root, "node_modules", "node", "bin", "node");

/** A Handloom that runs as people run it, on a folder of its own. */
export interface Running {
  /** The one-time link that makes its first visitor the owner. */
  readonly link: string;
  stop(): Promise<void>;
}

/** Builds the screens, starts the real program on a free port, and waits until it prints its link. */
export async function startHandloom(settings: Readonly<Record<string, string>> = {}): Promise<Running> {
  await ended(spawn(node, ["launch/build-web.mjs"], { cwd: root, stdio: "inherit" }));
  const data = await mkdtemp(join(tmpdir(), "handloom-journey-"));
  const env = { ...process.env, HANDLOOM_DATA: data, PORT: String(await freePort()), DATABASE_URL: "", ...settings };
  const child = spawn(node, ["src/main.ts", "start"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const link = await printed(child, /http:\S+\/join\?token=[\w-]+/).catch(async (thrown: unknown) => {
    await stop(child, data);
    throw thrown;
  });
  return { link, stop: () => stop(child, data) };
}

async function stop(child: ChildProcess, data: string): Promise<void> {
  if (child.exitCode === null) {
    child.kill("SIGTERM");
    await new Promise((done) => child.once("exit", done));
  }
  await rm(data, { recursive: true, force: true, maxRetries: 5 });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => (code === 0 ? done() : fail(new Error(`The screens were not built (${code}).`))));
  });
}

/** Waits for what a program prints, on either of its outputs. */
function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((found, fail) => {
    let text = "";
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const match = pattern.exec(text)?.[0];
      if (match !== undefined) found(match);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => fail(new Error(`Handloom ended (${code}) before it printed its link:\n${text}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address ? done(address.port) : fail(new Error("No port."))));
    });
  });
}
