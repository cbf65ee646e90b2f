import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Client, makeClient } from "#client";
import { Failure } from "#failure";

/** The settings that say where the server is. */
export interface Where {
  readonly HANDLOOM_DATA: string;
  readonly HANDLOOM_URL?: string | undefined;
  readonly HANDLOOM_API_KEY?: string | undefined;
}

/**
 * A client of the server that the settings name, or else of the one that runs on this machine's data folder. The file of
 * that server is read here and not through the database's door, which would load a driver that no command needs.
 */
export async function connect(where: Where): Promise<Client> {
  if (where.HANDLOOM_URL) {
    return makeClient({ url: where.HANDLOOM_URL.replace(/\/+$/, ""), key: where.HANDLOOM_API_KEY });
  }
  const url = await localAddress(where.HANDLOOM_DATA);
  if (url === undefined) throw notRunning(where.HANDLOOM_DATA);
  return makeClient({ url, key: where.HANDLOOM_API_KEY ?? (await localKey(where.HANDLOOM_DATA)) });
}

/** The file lies beside the private database, or in the data folder itself. */
async function localAddress(folder: string): Promise<string | undefined> {
  return (await addressIn(join(folder, "postgres"))) ?? (await addressIn(folder));
}

async function addressIn(folder: string): Promise<string | undefined> {
  try {
    const found: unknown = JSON.parse(await readFile(join(folder, "server.json"), "utf8"));
    const { pid, address } = found as { pid: number; address: string };
    return address !== "" && isAlive(pid) ? address.replace(/\/+$/, "") : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function localKey(folder: string): Promise<string> {
  const file = join(folder, "local.key");
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (thrown) {
    const why =
      (thrown as NodeJS.ErrnoException).code === "EACCES" ? "may not be read by this account" : "is not there";
    throw new Failure(
      "forbidden",
      `The key of this machine, ${file}, ${why}. Use the account that runs Handloom, or set HANDLOOM_API_KEY.`,
    );
  }
}

const notRunning = (folder: string): Failure =>
  new Failure(
    "unavailable",
    `Handloom is not running on this machine's data folder ${folder}. Start it with npm start, or set HANDLOOM_URL and HANDLOOM_API_KEY.`,
  );
