import { createReadStream } from "node:fs";
import { access, mkdir, open, opendir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "#failure";
import { type Id, isId, newId } from "#ids";
import type { Blobs, Received } from "#world";
import { diskTrouble } from "./disk-trouble.ts";
import { checkedStream, refuseOther } from "./verify-blob.ts";
import { writeSynced } from "./write-synced.ts";

const dayMilliseconds = 86_400_000;
/** Whether a text is a SHA-256 in hexadecimal digits. */
export const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/**
 * Blobs in a folder: written under a temporary name, synced, then renamed to their hash, so that no half blob is ever seen;
 * what is read is compared with its hash.
 */
export function folderBlobs(folder: string): Blobs {
  const pathOf = (workspace: Id<"workspace">, hash: string): string => {
    if (!isId("workspace", workspace) || !isHash(hash)) throw new Error("Not the address of a blob.");
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
    borrow: async (workspace, hash) => ({ path: await existing(workspace, hash), giveBack: async () => undefined }),
    read: async (workspace, hash) => refuseOther(await readFile(await existing(workspace, hash)), hash),
    stream: async (workspace, hash) => checkedStream(createReadStream(await existing(workspace, hash)), hash),
    remove: async (workspace, hash) => rm(pathOf(workspace, hash), { force: true }),
    async receive(workspace, content, limit = Number.POSITIVE_INFINITY) {
      const temporary = join(incoming, newId("blob"));
      try {
        await mkdir(incoming, { recursive: true, mode: 0o700 });
        const blob = await writeSynced(temporary, content, limit);
        return received(temporary, pathOf(workspace, blob.hash), blob);
      } catch (thrown) {
        await rm(temporary, { force: true });
        throw diskTrouble(thrown);
      }
    },
    list: () => listBlobs(folder),
    async sweep() {
      const names = await readdir(incoming).catch(() => []);
      for (const name of names) {
        const written = await stat(join(incoming, name)).catch(() => undefined);
        if (written && Date.now() - written.mtimeMs > dayMilliseconds) await rm(join(incoming, name), { force: true });
      }
    },
  };
}

/** Bytes under a temporary name, which `keep` gives their own. */
function received(temporary: string, path: string, blob: { hash: string; bytes: number; md5: string }): Received {
  return {
    ...blob,
    async keep() {
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await rename(temporary, path);
        await syncFolder(dirname(path));
      } catch (thrown) {
        throw diskTrouble(thrown);
      }
    },
    drop: () => rm(temporary, { force: true }),
  };
}

async function* listBlobs(folder: string): AsyncGenerator<{ workspace: Id<"workspace">; hash: string; at: Date }> {
  for (const workspace of await readdir(folder).catch(() => [])) {
    if (!isId("workspace", workspace)) continue;
    for (const part of await readdir(join(folder, workspace)).catch(() => [])) {
      const files = await opendir(join(folder, workspace, part)).catch(() => undefined);
      for await (const { name } of files ?? []) {
        const written = isHash(name)
          ? await stat(join(folder, workspace, part, name)).catch(() => undefined)
          : undefined;
        if (written) yield { workspace, hash: name, at: written.mtime };
      }
    }
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  await folder.sync().catch(() => undefined);
  await folder.close();
}
