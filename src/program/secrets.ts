import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#failure";

/** What this installation keeps to itself, each in a file of its data folder that only its account may read. */
export interface Secrets {
  /** Signs sessions. */
  readonly secret: string;
  /** The key of programs on this machine. */
  readonly localKey: string;
}

/** Reads the secrets of a data folder, made on the first start. */
export async function readSecrets(folder: string, given: string | undefined): Promise<Secrets> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return {
      secret: given ?? (await keptIn(join(folder, "secret"))),
      localKey: await keptIn(join(folder, "local.key")),
    };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw new Failure(
      "unavailable",
      `The data folder ${folder} cannot be used (${code ?? thrown}). Choose another with HANDLOOM_DATA.`,
    );
  }
}

async function keptIn(path: string): Promise<string> {
  const known = await readFile(path, "utf8").catch(() => "");
  if (known.trim().length >= 32) return known.trim();
  const made = randomBytes(32).toString("base64url");
  await writeFile(path, `${made}\n`, { mode: 0o600 });
  return made;
}
