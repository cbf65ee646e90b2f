import { createHash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { Failure } from "#failure";
import type { Blob } from "#world";

/** Writes content to a new file, all of it and synced, or fails; gives its hashes and its size in bytes. */
export async function writeSynced(
  path: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Blob> {
  const file = await open(path, "wx", 0o600);
  const [hash, md5] = [createHash("sha256"), createHash("md5")];
  let bytes = 0;
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      bytes += chunk.length;
      if (bytes > limit)
        throw new Failure("invalid", `The file is larger than ${limit} bytes, the most that is taken.`, {
          field: "body",
          limit,
        });
      const writing = writeWhole(file, chunk);
      hash.update(chunk);
      md5.update(chunk);
      await writing;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  const { size } = await stat(path);
  if (size !== bytes)
    throw new Failure("unavailable", `Only ${size} of ${bytes} bytes could be stored.`, { size, bytes });
  return { hash: hash.digest("hex"), bytes, md5: md5.digest("hex") };
}

/** A write may take a part only, as one does that meets the end of the disk; the next one then says so. */
async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, at, chunk.length - at);
    if (bytesWritten === 0) throw Object.assign(new Error("Nothing could be written."), { code: "ENOSPC" });
    at += bytesWritten;
  }
}
