import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Client, makeClient } from "#client";
import { startProcess } from "./start-process.ts";

/** Handloom itself, running on a folder of its own. */
export interface Program {
  readonly address: string;
  readonly key: string;
  readonly client: Client;
  readonly folder: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const root = resolve(import.meta.dirname, "..");

/** Starts the whole program, its worker and its private database, on a temporary folder and a free port, without the sample. */
export async function startProgram(nodeArgs: readonly string[] = []): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), "handloom-bench-"));
  const { DATABASE_URL: _, HANDLOOM_URL: __, HANDLOOM_API_KEY: ___, ...environment } = process.env;
  const env = { ...environment, HANDLOOM_DATA: folder, PORT: "0", HANDLOOM_SAMPLE: "no" };
  const ready = /Handloom is at (http:\/\/\S+)/;
  const args = [...nodeArgs, join(root, "src/main.ts"), "start"];
  const started = await startProcess({ command: process.execPath, args, env, cwd: root, ready, seconds: 60 });
  const address = started.match[1] ?? "";
  const key = (await readFile(join(folder, "local.key"), "utf8")).trim();
  const stop = async () => {
    await started.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { address, key, client: makeClient({ url: address, key }), folder, pid: started.child.pid ?? 0, stop };
}

/** Waits for a job and gives its result; a failed one throws its sentence. */
export async function finished(client: Client, job: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { state, result, error } = await client.readJob({ job });
    if (state === "done") return result ?? {};
    if (error !== undefined) throw new Error(error);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
