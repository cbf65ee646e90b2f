import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { storesBlobs } from "#tests/store-of-blobs";
import { folderBlobs } from "./folder-blobs.ts";

const folder = await mkdtemp(join(tmpdir(), "blobs-"));
const blobs = folderBlobs(folder);
afterAll(() => rm(folder, { recursive: true }));

storesBlobs(() => ({
  blobs,
  overwrite: (workspace, hash, bytes) => writeFile(join(folder, workspace, hash.slice(0, 2), hash), bytes),
  leftovers: async () => (await readdir(join(folder, "incoming"))).length,
}));

test("what a killed upload left is removed a day later, what is on its way is not", async () => {
  const at = (name: string) => join(folder, "incoming", name);
  await writeFile(at("blob_left"), "half");
  await writeFile(at("blob_under_way"), "half");
  const longAgo = Date.now() / 1000 - 25 * 3600;
  await utimes(at("blob_left"), longAgo, longAgo);
  await blobs.sweep();
  expect(await readdir(join(folder, "incoming"))).toEqual(["blob_under_way"]);
});
