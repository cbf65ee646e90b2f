import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { folderBlobs } from "./folder-blobs.ts";

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "full-disk-"));
const mounted = await run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).then(
  () => "yes",
  (thrown: Error) => thrown.message.split("\n")[0],
);
if (mounted !== "yes") console.log(`Skipped: a small disk could not be mounted (${mounted}).`);
const blobs = folderBlobs(folder);
const workspace = "workspace_00000001";
afterAll(async () => {
  if (mounted === "yes") await run("umount", [folder]);
  await rm(folder, { recursive: true, force: true });
});

// Sizes around the end of the disk: a write that crosses it takes a part, the next one nothing.
test.skipIf(mounted !== "yes")(
  "on a full disk nothing is acknowledged that is not whole, one sentence says so, and with room it goes on",
  async () => {
    const stream = (parts: number, size: number) =>
      (async function* () {
        for (let k = 0; k < parts; k++) yield new Uint8Array(size).fill(k);
      })();
    for (const content of [new Uint8Array(2_000_000), stream(40, 65_536), stream(3, 700_001), stream(3000, 999)]) {
      await expect(blobs.receive(workspace, content)).rejects.toMatchObject({
        kind: "unavailable",
        message: expect.stringContaining("disk of the data folder is full"),
      });
      expect(await readdir(join(folder, "incoming"))).toEqual([]);
    }
    const received = await blobs.receive(workspace, stream(4, 100_000));
    await received.keep();
    expect((await blobs.read(workspace, received.hash)).length).toBe(400_000);
  },
);
