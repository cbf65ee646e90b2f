import { spawn } from "node:child_process";

/** How a program is started: what stands before it on the command line, and the account it runs as. */
export type RunAs = { readonly prefix: readonly string[]; readonly uid?: number; readonly gid?: number };

/** Nothing before the program, the account of this process. */
export const asOurselves: RunAs = { prefix: [] };

/** How a program ended: its exit code (or -1 when it could not start or was killed) and everything it said. */
export type Ended = { readonly code: number; readonly output: string };

/** Runs a program to its end, without a shell. */
export function runProgram(command: readonly [string, ...string[]], runAs: RunAs = asOurselves): Promise<Ended> {
  const [program, ...args] = commandLine(command, runAs);
  return new Promise((resolve) => {
    const options = { ...account(runAs), env: programEnvironment(), stdio: ["ignore", "pipe", "pipe"] as const };
    // Its own group: a Ctrl-C at the terminal must not cut a program that has to finish.
    const child = spawn(program, args, { ...options, stdio: [...options.stdio], detached: true });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: -1, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? -1, output }));
  });
}

/** The command with what stands before it. */
export function commandLine(command: readonly [string, ...string[]], { prefix }: RunAs): [string, ...string[]] {
  return [...prefix, ...command] as unknown as [string, ...string[]];
}

/** The account in the form that `spawn` takes. */
export function account({ uid, gid }: RunAs): { uid?: number; gid?: number } {
  return uid === undefined ? {} : { uid, gid };
}

/** A bare environment: PGDATA, PGPORT and their like in ours would lead PostgreSQL astray. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot", "TEMP", "TMP"];
  const own = Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  return { ...own, LC_ALL: "C", TZ: "UTC" };
}
