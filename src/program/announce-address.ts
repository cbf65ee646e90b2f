import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Tells programs on this machine where the server of a data folder answers, when its database is not the private one. */
export async function announceAddress(folder: string, address: string): Promise<() => Promise<void>> {
  const file = join(folder, "server.json");
  await writeFile(file, JSON.stringify({ pid: process.pid, address }));
  return () => rm(file, { force: true });
}
