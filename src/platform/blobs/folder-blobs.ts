import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "#failure";
import { type Id, isId, newId } from "#ids";
import type { Blob, Blobs } from "#world";

const dayMilliseconds = 86_400_000;

/** Blobs in a folder: written under a temporary name, synced, then renamed to their hash, so that no half blob is ever seen. */
export function folderBlobs(folder: string): Blobs {
  const pathOf = (workspace: Id<"workspace">, hash: string): string => {
    if (!isId("workspace", workspace) || !/^[0-9a-f]{64}$/.test(hash)) throw new Error("Not the address of a blob.");
    return join(folder, workspace, hash.slice(0, 2), hash);
  };
  const existing = async (workspace: Id<"workspace">, hash: string): Promise<string> => {
    const path = pathOf(workspace, hash);
    await access(path).catch(() => {
      throw new Failure("missing", "A stored file is missing from the data folder.", { hash });
    });
    return path;
  };
  const incoming = join(folder, "incoming");
  return {
    path: existing,
    read: async (workspace, hash) => readFile(await existing(workspace, hash)),
    stream: async (workspace, hash) => createReadStream(await existing(workspace, hash)),
    remove: async (workspace, hash) => rm(pathOf(workspace, hash), { force: true }),
    async put(workspace, content, limit = Number.POSITIVE_INFINITY) {
      const temporary = join(incoming, newId("blob"));
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      try {
        const blob = await writeSynced(temporary, content, limit);
        const path = pathOf(workspace, blob.hash);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await rename(temporary, path);
        await syncFolder(dirname(path));
        return blob;
      } catch (thrown) {
        await rm(temporary, { force: true });
        throw thrown;
      }
    },
    async sweep() {
      const names = await readdir(incoming).catch(() => []);
      for (const name of names) {
        const written = await stat(join(incoming, name)).catch(() => undefined);
        if (written && Date.now() - written.mtimeMs > dayMilliseconds) await rm(join(incoming, name), { force: true });
      }
    },
  };
}

async function writeSynced(
  path: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Blob> {
  const file = await open(path, "wx", 0o600);
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      bytes += chunk.length;
      if (bytes > limit)
        throw new Failure("invalid", `The file is larger than ${limit} bytes, the most that is taken.`, {
          field: "body",
          limit,
        });
      const writing = file.write(chunk);
      hash.update(chunk);
      await writing;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { hash: hash.digest("hex"), bytes };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  await folder.sync().catch(() => undefined);
  await folder.close();
}
