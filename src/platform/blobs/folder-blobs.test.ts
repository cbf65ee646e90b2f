import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { folderBlobs } from "./folder-blobs.ts";

const folder = await mkdtemp(join(tmpdir(), "blobs-"));
const blobs = folderBlobs(folder);
afterAll(() => rm(folder, { recursive: true }));

test("a blob is found again under the SHA-256 of its bytes", async () => {
  const blob = await blobs.put("workspace_00000001", new TextEncoder().encode("abc"));
  expect(blob).toEqual({ hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", bytes: 3 });
  expect(new TextDecoder().decode(await blobs.read("workspace_00000001", blob.hash))).toBe("abc");
});

test("another workspace does not see it", async () => {
  const blob = await blobs.put("workspace_00000001", new TextEncoder().encode("mine"));
  await expect(blobs.read("workspace_00000002", blob.hash)).rejects.toThrow("missing");
});

test("a stream over the limit is refused and leaves nothing behind", async () => {
  const stream = (async function* () {
    yield new Uint8Array(10);
    yield new Uint8Array(10);
  })();
  await expect(blobs.put("workspace_00000001", stream, 15)).rejects.toThrow("larger than 15 bytes");
  expect(await readdir(join(folder, "incoming"))).toEqual([]);
});

test("what a killed upload left is removed a day later, what is on its way is not", async () => {
  const at = (name: string) => join(folder, "incoming", name);
  await writeFile(at("blob_left"), "half");
  await writeFile(at("blob_under_way"), "half");
  const longAgo = Date.now() / 1000 - 25 * 3600;
  await utimes(at("blob_left"), longAgo, longAgo);
  await blobs.sweep();
  expect(await readdir(join(folder, "incoming"))).toEqual(["blob_under_way"]);
});

test("an address that is not a hash never reaches the disk", async () => {
  await expect(blobs.read("workspace_00000001", "../../etc/passwd")).rejects.toThrow("Not the address");
});
