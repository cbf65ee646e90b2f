import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that was started for a bench, and how to end it. */
export interface Started {
  readonly child: ChildProcess;
  /** What the pattern found in its output. */
  readonly match: RegExpExecArray;
  stop(): Promise<void>;
}

/** What to start, and the words in its output that say it is ready. */
export interface Starting {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly ready: RegExp;
  readonly seconds: number;
}

/** Starts a process and waits until its output says that it is ready. */
export async function startProcess(given: Starting): Promise<Started> {
  const child = spawn(given.command, given.args, { cwd: given.cwd, env: given.env, stdio: ["ignore", "pipe", "pipe"] });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
    await ended;
    clearTimeout(timer);
  };
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk).slice(-20_000);
    });
  }
  for (const end = Date.now() + given.seconds * 1000; Date.now() < end && child.exitCode === null; await sleep(20)) {
    const match = given.ready.exec(output);
    if (match) return { child, match, stop };
  }
  await stop();
  throw new Error(`${given.command} did not become ready:\n${output.slice(-2000)}`);
}
