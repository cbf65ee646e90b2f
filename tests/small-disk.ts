import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A disk of so many megabytes of its own, in memory; where none can be mounted, `missing` says why, and it is printed. */
export async function smallDisk(megabytes: number) {
  const folder = await mkdtemp(join(tmpdir(), "small-disk-"));
  const options = `size=${megabytes}m,mode=755`;
  const missing = await run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).then(
    () => undefined,
    (thrown: Error) => thrown.message.split("\n")[0],
  );
  if (missing !== undefined) console.log(`Skipped: a small disk could not be mounted (${missing}).`);
  return {
    folder,
    missing,
    async close() {
      if (missing === undefined) await run("umount", ["-l", folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
