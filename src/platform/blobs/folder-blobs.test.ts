import { mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { folderBlobs } from "./folder-blobs.ts";

const folder = await mkdtemp(join(tmpdir(), "blobs-"));
const blobs = folderBlobs(folder);
const workspace = "workspace_00000001";
afterAll(() => rm(folder, { recursive: true }));

async function put(text: string) {
  const received = await blobs.receive(workspace, new TextEncoder().encode(text));
  await received.keep();
  return received;
}

test("a blob is found again under the SHA-256 of its bytes, with its MD5 beside it", async () => {
  const { hash, bytes, md5 } = await put("abc");
  expect({ hash, bytes, md5 }).toEqual({
    hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    bytes: 3,
    md5: "900150983cd24fb0d6963f7d28e17f72",
  });
  expect(new TextDecoder().decode(await blobs.read(workspace, hash))).toBe("abc");
});

test("another workspace does not see it", async () => {
  const { hash } = await put("mine");
  await expect(blobs.read("workspace_00000002", hash)).rejects.toThrow("missing");
});

test("bytes that nobody kept are no blob, and are gone once they are dropped", async () => {
  const received = await blobs.receive(workspace, new TextEncoder().encode("dropped"));
  await expect(blobs.read(workspace, received.hash)).rejects.toThrow("missing");
  await received.drop();
  expect(await readdir(join(folder, "incoming"))).toEqual([]);
});

test("dropping what was kept leaves it", async () => {
  const received = await put("kept");
  await received.drop();
  expect((await blobs.read(workspace, received.hash)).length).toBe(4);
});

test("a stream over the limit is refused and leaves nothing behind", async () => {
  const stream = (async function* () {
    yield new Uint8Array(10);
    yield new Uint8Array(10);
  })();
  await expect(blobs.receive(workspace, stream, 15)).rejects.toThrow("larger than 15 bytes");
  expect(await readdir(join(folder, "incoming"))).toEqual([]);
});

test("bytes that are not those that were stored are never given as if they were", async () => {
  const { hash } = await put("what was stored");
  const path = await blobs.path(workspace, hash);
  const whole = await readFile(path);
  const bend = [
    () => truncate(path, 5),
    () => writeFile(path, `${whole.toString("utf8").slice(0, -1)}!`),
    () => writeFile(path, ""),
  ];
  for (const one of bend) {
    await one();
    await expect(blobs.read(workspace, hash)).rejects.toThrow("damaged");
    const streamed = async () => {
      for await (const _ of await blobs.stream(workspace, hash));
    };
    await expect(streamed()).rejects.toThrow("damaged");
  }
  await put("what was stored");
  expect((await blobs.read(workspace, hash)).toString()).toBe(whole.toString());
});

test("all blobs are listed with the time when they were stored", async () => {
  const { hash } = await put("listed");
  const found = [];
  for await (const one of blobs.list()) found.push(one);
  const listed = found.find((one) => one.hash === hash);
  expect(listed).toMatchObject({ workspace, hash });
  expect(Date.now() - (listed?.at.getTime() ?? 0)).toBeLessThan(60_000);
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
  await expect(blobs.read(workspace, "../../etc/passwd")).rejects.toThrow("Not the address");
});
