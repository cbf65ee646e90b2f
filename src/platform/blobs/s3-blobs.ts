import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  paginateListObjectsV2,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { Failure } from "#failure";
import { type Id, isId, newId } from "#ids";
import type { Blob, Blobs, Received } from "#world";
import { diskTrouble } from "./disk-trouble.ts";
import { isHash } from "./folder-blobs.ts";
import { storeTrouble } from "./store-trouble.ts";
import { checkedStream, refuseOther } from "./verify-blob.ts";

const dayMilliseconds = 86_400_000;
const [startMilliseconds, idleMilliseconds] = [10_000, 60_000];
// A copy of many bytes may say nothing for longer than is waited; S3 itself takes 5 GB at once.
const copyingOfS3 = { whole: 1_000_000_000, part: 256_000_000 };

/** Where the blobs lie, and where those that are read as files are copied to meanwhile. */
export interface Bucket {
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
  readonly copies: string;
  /** Up to how many bytes an object is copied whole, and in parts of how many else. */
  readonly copying?: { readonly whole: number; readonly part: number };
}

/**
 * Blobs in a bucket, under the same names as in a folder: each is sent under a temporary name and copied to that of its hash,
 * so that no half blob is ever seen; what is read is compared with its hash. Where the bucket is and who asks is read from the
 * usual settings of AWS.
 */
export async function s3Blobs({ bucket, prefix, copies, copying = copyingOfS3 }: Bucket): Promise<Blobs> {
  const client = new S3Client({
    region: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? "us-east-1",
    forcePathStyle: true,
    // Some stores do not know the newer checksums; ours is the hash, and it is compared at every read.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // A store that says nothing must hold up nobody for ever.
    requestHandler: { connectionTimeout: 5000, socketTimeout: idleMilliseconds },
  });
  const waiting = { abortSignal: AbortSignal.timeout(startMilliseconds) };
  await client.send(new HeadBucketCommand({ Bucket: bucket }), waiting).catch((thrown) => {
    throw storeTrouble(thrown, { what: `The bucket "${bucket}" of HANDLOOM_BLOBS` });
  });
  // Whoever was killed here gave nothing back.
  await sweepCopies(copies);
  const store: Store = { client, bucket, copying };
  const keyOf = (workspace: Id<"workspace">, hash: string): string => {
    if (!isId("workspace", workspace) || !isHash(hash)) throw new Error("Not the address of a blob.");
    return `${prefix}${workspace}/${hash.slice(0, 2)}/${hash}`;
  };
  const stream = async (workspace: Id<"workspace">, hash: string) =>
    checkedStream(await openObject(store, keyOf(workspace, hash), hash), hash);
  return {
    stream,
    async read(workspace, hash) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of await openObject(store, keyOf(workspace, hash), hash)) chunks.push(chunk);
      return refuseOther(Buffer.concat(chunks), hash);
    },
    async borrow(workspace, hash) {
      const path = join(copies, newId("blob"));
      const giveBack = () => rm(path, { force: true });
      try {
        await mkdir(copies, { recursive: true, mode: 0o700 });
        await pipeline(await stream(workspace, hash), createWriteStream(path, { mode: 0o600, flags: "wx" }));
        return { path, giveBack };
      } catch (thrown) {
        await giveBack();
        throw diskTrouble(thrown);
      }
    },
    async remove(workspace, hash) {
      await asked(client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(workspace, hash) })));
    },
    async receive(workspace, content, limit = Number.POSITIVE_INFINITY) {
      const temporary = `${prefix}incoming/${newId("blob")}`;
      try {
        const blob = await sendObject(store, temporary, { content, limit });
        return received(store, { temporary, key: keyOf(workspace, blob.hash), blob });
      } catch (thrown) {
        await removeObject(store, temporary);
        throw thrown;
      }
    },
    list: () => listBlobs(store, prefix),
    async sweep() {
      await sweepCopies(copies);
      await sweepIncoming(store, prefix);
    },
  };
}

interface Store {
  readonly client: S3Client;
  readonly bucket: string;
  readonly copying: { readonly whole: number; readonly part: number };
}

/** What was asked of the store, its troubles in our words. */
const asked = <Answer>(asking: Promise<Answer>): Promise<Answer> =>
  asking.catch((thrown) => {
    throw storeTrouble(thrown);
  });

const storing = <Answer>(asking: Promise<Answer>): Promise<Answer> =>
  asking.catch((thrown) => {
    throw storeTrouble(thrown, { storing: true });
  });

async function openObject({ client, bucket }: Store, key: string, hash: string): Promise<AsyncIterable<Uint8Array>> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch((thrown) => {
    if (thrown instanceof Error && (thrown.name === "NoSuchKey" || thrown.name === "NotFound"))
      throw new Failure("missing", "A stored file is missing from the bucket.", { hash });
    throw storeTrouble(thrown);
  });
  return troubled(Body as Readable);
}

async function* troubled(body: Readable): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body as AsyncIterable<Uint8Array>;
  } catch (thrown) {
    throw storeTrouble(thrown);
  }
}

/** Sends content in parts as it comes, and compares what arrived; gives its hashes and its size in bytes. */
async function sendObject(
  { client, bucket }: Store,
  key: string,
  { content, limit }: { content: Uint8Array | AsyncIterable<Uint8Array>; limit: number },
): Promise<Blob> {
  const [hash, md5] = [createHash("sha256"), createHash("md5")];
  let bytes = 0;
  let broken: { thrown: unknown } | undefined;
  const counted = async function* () {
    try {
      for await (const chunk of content instanceof Uint8Array ? [content] : content) {
        bytes += chunk.length;
        if (bytes > limit) throw tooLarge(limit);
        hash.update(chunk);
        md5.update(chunk);
        yield chunk;
      }
    } catch (thrown) {
      broken = { thrown };
      throw thrown;
    }
  };
  const body = Readable.from(counted(), { objectMode: false });
  const upload = new Upload({ client, params: { Bucket: bucket, Key: key, Body: body }, partSize: partSize(limit) });
  await upload.done().catch((thrown) => {
    // What was to be sent broke off, which the store cannot help.
    throw broken ? broken.thrown : storeTrouble(thrown, { storing: true });
  });
  const { ContentLength: size } = await asked(client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
  if (size !== bytes)
    throw new Failure("unavailable", `Only ${size} of ${bytes} bytes could be stored.`, { size, bytes });
  return { hash: hash.digest("hex"), bytes, md5: md5.digest("hex") };
}

const tooLarge = (limit: number): Failure =>
  new Failure("invalid", `The file is larger than ${limit} bytes, the most that is taken.`, { field: "body", limit });

/** At most 10,000 parts of at least 5 MiB. */
const partSize = (limit: number): number =>
  Math.max(8 * 1024 ** 2, Number.isFinite(limit) ? Math.ceil(limit / 9000) : 0);

/** An object under a temporary name, which `keep` copies to its own. */
function received(store: Store, given: { temporary: string; key: string; blob: Blob }): Received {
  const { temporary, key, blob } = given;
  return {
    ...blob,
    async keep() {
      await storing(copyObject(store, { from: temporary, to: key, bytes: blob.bytes }));
      await removeObject(store, temporary);
    },
    drop: () => removeObject(store, temporary),
  };
}

/** Removes an object of which nothing hangs; one that stays is swept a day later. */
async function removeObject({ client, bucket }: Pick<Store, "client" | "bucket">, key: string): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })).catch(() => undefined);
}

async function copyObject(store: Store, copy: { from: string; to: string; bytes: number }): Promise<void> {
  const { client, bucket, copying } = store;
  const at = { Bucket: bucket, Key: copy.to };
  const source = { CopySource: `${bucket}/${copy.from}` };
  if (copy.bytes <= copying.whole) {
    await client.send(new CopyObjectCommand({ ...at, ...source }));
    return;
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
  try {
    const parts: { ETag: string | undefined; PartNumber: number }[] = [];
    for (let from = 0; from < copy.bytes; from += copying.part) {
      const PartNumber = parts.length + 1;
      const CopySourceRange = `bytes=${from}-${Math.min(copy.bytes, from + copying.part) - 1}`;
      const part = { ...at, ...source, UploadId, PartNumber, CopySourceRange };
      const { CopyPartResult } = await client.send(new UploadPartCopyCommand(part));
      parts.push({ ETag: CopyPartResult?.ETag, PartNumber });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: parts } }));
  } catch (thrown) {
    await client.send(new AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => undefined);
    throw thrown;
  }
}

async function* listBlobs(
  { client, bucket }: Store,
  prefix: string,
): AsyncGenerator<{ workspace: Id<"workspace">; hash: string; at: Date }> {
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
    for (const { Key = "", LastModified } of page.Contents ?? []) {
      const [workspace = "", part, hash = "", ...rest] = Key.slice(prefix.length).split("/");
      if (isId("workspace", workspace) && isHash(hash) && part === hash.slice(0, 2) && rest.length === 0)
        yield { workspace, hash, at: LastModified ?? new Date() };
    }
}

const isOld = (at: Date | undefined): boolean => at !== undefined && Date.now() - at.getTime() > dayMilliseconds;

/** Removes what uploads and copies that were killed left: objects under temporary names, and parts of none. */
async function sweepIncoming({ client, bucket }: Store, prefix: string): Promise<void> {
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: `${prefix}incoming/` }))
    for (const { Key, LastModified } of page.Contents ?? [])
      if (Key && isOld(LastModified)) await removeObject({ client, bucket }, Key);
  let from: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {};
  while (from) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...from }),
    );
    for (const { Key = "", UploadId, Initiated } of page.Uploads ?? [])
      if (isOld(Initiated) && isOurs(Key.slice(prefix.length)))
        await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })).catch(() => undefined);
    from =
      page.IsTruncated && page.NextKeyMarker
        ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
        : undefined;
  }
}

/** Whether a name within the prefix is one that we give. */
const isOurs = (name: string): boolean => {
  const [first = "", part, hash, ...rest] = name.split("/");
  if (first === "incoming") return hash === undefined;
  return isId("workspace", first) && hash !== undefined && part === hash.slice(0, 2) && rest.length === 0;
};

/** Removes copies that whoever was killed did not give back. */
async function sweepCopies(copies: string): Promise<void> {
  for (const name of await readdir(copies).catch(() => [])) {
    const written = await stat(join(copies, name)).catch(() => undefined);
    if (isOld(written?.mtime)) await rm(join(copies, name), { force: true });
  }
}
