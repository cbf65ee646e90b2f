import { spawn } from "node:child_process";
import { once } from "node:events";

/** Starts a server as a script would and waits until it says where it is; gives what stops it. */
export async function untilStarted(given: {
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Hears all that it says, its log too. */
  hear?: (text: string) => void;
}): Promise<() => Promise<void>> {
  const server = spawn(process.execPath, given.args, { env: given.env, cwd: given.cwd });
  let output = "";
  await new Promise<void>((ready, failed) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      given.hear?.(String(chunk));
      if (output.includes("Handloom is at")) ready();
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.once("exit", () => failed(new Error(output)));
  });
  return async () => {
    if (server.exitCode !== null) return;
    server.kill("SIGTERM");
    await once(server, "exit");
  };
}
