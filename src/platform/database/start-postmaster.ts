import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "#failure";
import type { Log } from "#world";
import { clearLeftovers, readPostmasterFile } from "./cluster-processes.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { account, commandLine, programEnvironment, type RunAs } from "./run-program.ts";
import { cutIfLarge, explain, logSince, openLog } from "./server-log.ts";
import { asArguments, serverSettings } from "./server-settings.ts";

type Given = {
  readonly folder: string;
  readonly runAs: RunAs;
  readonly log: Pick<Log, "info">;
  readonly settings: Readonly<Record<string, string>>;
  /** The port to be tried first; any that is free otherwise, unless it is fixed because others look for it there. */
  readonly port: number | undefined;
  readonly isFixed: boolean;
};

const attempts = 5;

/** Starts the server of a cluster on its port, or on a free one, and answers the port once it takes connections; the caller holds the folder's lock. */
export async function startPostmaster(given: Given): Promise<number> {
  const file = join(given.folder, "postgres.log");
  await clearLeftovers(join(given.folder, "cluster"));
  let said = "";
  for (let attempt = 0; attempt < attempts; attempt++) {
    const isAsked = given.port !== undefined && (given.isFixed || attempt === 0);
    const port = isAsked ? given.port : await freePort();
    const outcome = await startOn(port, file, given);
    if (outcome === "ready") return port;
    said = outcome.said;
    // Another program may take the port in between; the memory of a dead server may take a moment to go.
    if (!/could not bind|could not create any TCP\/IP sockets|shared memory block/i.test(said)) break;
    await sleep(100 * attempt);
  }
  throw explain(said, given.folder, file);
}

async function startOn(
  port: number,
  file: string,
  { folder, runAs, log, settings }: Given,
): Promise<"ready" | { said: string }> {
  const { handle, size } = await openLogOf(file, folder);
  const cluster = join(folder, "cluster");
  // Its own session: the Ctrl-C of the terminal must not stop it before we have finished.
  const options = { ...account(runAs), env: programEnvironment(), cwd: folder, detached: true };
  const command = [
    postgresBinaries().postgres,
    "-D",
    cluster,
    ...asArguments({ ...serverSettings(port), ...settings }),
  ];
  const [program, ...args] = commandLine(command as [string, ...string[]], runAs);
  const child = spawn(program, args, { ...options, stdio: ["ignore", handle.fd, handle.fd] });
  let failed: string | undefined;
  child.on("error", (error) => (failed = error.message));
  child.on("exit", (code, signal) => (failed ??= `PostgreSQL ended (${signal ?? code})`));
  child.unref();
  await handle.close();
  const outcome = await untilReady(() => failed, { cluster, pid: child.pid ?? 0, log });
  return outcome === "ready" ? "ready" : { said: (await logSince(file, size)) || outcome };
}

async function openLogOf(file: string, folder: string) {
  await cutIfLarge(file).catch(() => undefined); // an empty log is a fine one to begin with
  return openLog(file).catch((error) => {
    throw explain(
      error.code === "ENOSPC" ? "No space left on device" : `Permission denied: ${error.message}`,
      folder,
      file,
    );
  });
}

type Watched = { readonly cluster: string; readonly pid: number; readonly log: Pick<Log, "info"> };

/** A recovery after a kill may take minutes, so there is no limit but the life of the process. */
async function untilReady(failure: () => string | undefined, { cluster, pid, log }: Watched): Promise<string> {
  const begun = Date.now();
  let told = 0;
  for (;;) {
    const problem = failure();
    if (problem !== undefined) return problem;
    const file = await readPostmasterFile(cluster);
    if (file?.pid === pid && file.isReady) return "ready";
    const seconds = Math.floor((Date.now() - begun) / 1000);
    if (seconds >= told + 5) {
      told = seconds;
      log.info({ seconds }, "The database is still recovering.");
    }
    await sleep(15);
  }
}

/** A port that nobody listens on, chosen by the system. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Failure("unavailable", "No port is free on 127.0.0.1 for the database."));
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
