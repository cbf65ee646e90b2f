import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Log } from "#world";

/** A worker in a process of its own, started again when it falls. */
export interface WorkerProcess {
  stop(): Promise<void>;
}

const stopMilliseconds = 10_000;
// Threads come and go with what they learned. By itself glibc keeps a heap for each of them, and what large blocks left.
const leanMemory = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "262144", MALLOC_TRIM_THRESHOLD_: "1048576" };

/** Starts a worker beside the server; it ends by itself when the server is gone. */
export function runWorker(given: { url: string; log: Log }): WorkerProcess {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  let stopping: "yes" | "no" = "no";
  let wait = 500;
  const start = () => {
    const child = fork(main, ["work", "--beside-server"], {
      env: { ...leanMemory, ...process.env, DATABASE_URL: given.url },
      // Bulk work makes much short-lived garbage; by itself V8 lets the space for it grow by a hundred megabytes.
      execArgv: [...process.execArgv, "--max-semi-space-size=16"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const started = performance.now();
    child.once("exit", (code, signal) => {
      if (stopping === "yes") return;
      if (performance.now() - started > 60_000) wait = 500;
      given.log.warn({ code, signal }, "The worker fell; starting it again.");
      setTimeout(() => {
        if (stopping === "no") now = start();
      }, wait);
      wait = Math.min(wait * 2, 30_000);
    });
    return child;
  };
  let now = start();
  return {
    async stop() {
      stopping = "yes";
      if (now.exitCode !== null || now.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => now.once("exit", () => resolve()));
      if (now.connected) now.disconnect();
      const timer = setTimeout(() => now.kill("SIGKILL"), stopMilliseconds);
      await ended;
      clearTimeout(timer);
    },
  };
}
