import { createGunzip } from "node:zlib";
import { Failure } from "#failure";

/** Opens a file from its beginning, as often as it is asked. */
export type OpenBytes = () => Promise<AsyncIterable<Uint8Array>>;

const unpackedLimit = 16 * 1024 ** 3;
const ratioLimit = 200;
const freeBytes = 16 * 1024 * 1024;

/** Opens a file, unpacked where its first bytes say that it is gzip. */
export async function openUnpacked(open: OpenBytes): Promise<OpenBytes> {
  for await (const chunk of await open())
    return chunk[0] === 0x1f && chunk[1] === 0x8b ? async () => unpacked(await open()) : open;
  return open;
}

/** Unpacks gzip as it is read; what unpacks to far more than it is, is refused. */
async function* unpacked(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const seen = { packed: 0, unpacked: 0 };
  const gunzip = createGunzip();
  const feeding = feed(packed, gunzip, seen);
  feeding.catch((thrown) => gunzip.destroy(thrown as Error));
  try {
    for await (const chunk of gunzip) {
      seen.unpacked += (chunk as Buffer).length;
      if (seen.unpacked > unpackedLimit || (seen.unpacked > freeBytes && seen.unpacked > seen.packed * ratioLimit))
        throw new Failure(
          "invalid",
          `The gzip file unpacks to more than ${ratioLimit} times its size or more than 16 GiB, which is refused.`,
          { field: "file" },
        );
      yield chunk as Buffer;
    }
    await feeding;
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure("invalid", `The gzip file cannot be unpacked: ${(thrown as Error).message}.`, { field: "file" });
  } finally {
    gunzip.destroy();
  }
}

async function feed(
  packed: AsyncIterable<Uint8Array>,
  gunzip: ReturnType<typeof createGunzip>,
  seen: { packed: number },
): Promise<void> {
  for await (const chunk of packed) {
    seen.packed += chunk.length;
    if (gunzip.destroyed) return;
    if (!gunzip.write(chunk))
      await new Promise<void>((resolve) => {
        gunzip.once("drain", resolve).once("close", resolve);
      });
  }
  gunzip.end();
}
