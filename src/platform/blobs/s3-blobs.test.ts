import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, describe, expect, test } from "vitest";
import { freePort, startObjectStore } from "#tests/object-store";
import { storesBlobs } from "#tests/store-of-blobs";
import { openBlobs } from "./open-blobs.ts";
import { s3Blobs } from "./s3-blobs.ts";

const started = await startObjectStore();
if ("reason" in started) console.warn(`Skipped: blobs in a bucket, ${started.reason}.`);
const store = "reason" in started ? undefined : started;

describe.skipIf(!store)("blobs in a bucket", async () => {
  if (!store) return;
  const { bucket, keys, client: s3 } = store;
  const folder = await mkdtemp(join(tmpdir(), "handloom-s3-"));
  const copies = join(folder, "borrowed");
  const blobs = await openBlobs({ data: folder, blobs: `s3://${bucket}/under/here` });
  afterAll(async () => {
    await store.stop();
    await rm(folder, { recursive: true, force: true });
  });

  storesBlobs(() => ({
    blobs,
    overwrite: async (workspace, hash, bytes) => {
      const Key = `under/here/${workspace}/${hash.slice(0, 2)}/${hash}`;
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: bytes }));
    },
    leftovers: async () => {
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      const lent = await readdir(copies).catch(() => []);
      return (await keys("under/here/incoming/")).length + Uploads.length + lent.length;
    },
  }));

  test("one that is too large to be copied whole is copied in parts", async () => {
    const copying = { whole: 12_000_000, part: 6_000_000 };
    const parted = await s3Blobs({ bucket, prefix: "parted/", copies, copying });
    const content = Buffer.from(Uint8Array.from({ length: 15_000_001 }, (_, at) => at % 249));
    const received = await parted.receive("workspace_00000001", content);
    await received.keep();
    expect(content.equals(await parted.read("workspace_00000001", received.hash))).toBe(true);
    expect(await keys("parted/")).toHaveLength(1);
  });

  test("what was left is swept a day later, what is on its way is not", async () => {
    await mkdir(copies, { recursive: true });
    const longAgo = Date.now() / 1000 - 25 * 3600;
    for (const name of ["blob_left", "blob_lent"]) await writeFile(join(copies, name), "half");
    await utimes(join(copies, "blob_left"), longAgo, longAgo);
    const Key = "under/here/incoming/blob_under_way";
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "half" }));
    await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    await blobs.sweep();
    expect(await readdir(copies)).toEqual(["blob_lent"]);
    expect(await keys("under/here/incoming/")).toEqual([Key]);
  });

  test("a bucket that is not there and a store that is gone are sentences", async () => {
    const opened = (where: string) => openBlobs({ data: folder, blobs: where });
    await expect(opened("s3://no-such-bucket")).rejects.toMatchObject({
      message: 'The bucket "no-such-bucket" of HANDLOOM_BLOBS does not exist.',
    });
    process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${await freePort()}`;
    await expect(opened(`s3://${bucket}`)).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    process.env.AWS_ENDPOINT_URL_S3 = store.environment.AWS_ENDPOINT_URL_S3;
  });
});
