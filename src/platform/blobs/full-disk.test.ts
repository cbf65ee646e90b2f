import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { smallDisk } from "#tests/small-disk";
import { folderBlobs } from "./folder-blobs.ts";

const disk = await smallDisk(1);
afterAll(() => disk.close());
const blobs = folderBlobs(disk.folder);
const workspace = "workspace_00000001";
// Sizes around the end of the disk: a write that crosses it takes a part, the next one nothing.
test.skipIf(disk.missing !== undefined)(
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
      expect(await readdir(join(disk.folder, "incoming"))).toEqual([]);
    }
    const received = await blobs.receive(workspace, stream(4, 100_000));
    await received.keep();
    expect((await blobs.read(workspace, received.hash)).length).toBe(400_000);
  },
);
