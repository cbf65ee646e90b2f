import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "#config";
import { Failure } from "#failure";
import type { Sealing } from "#world";
import { makeSealing } from "./sealing.ts";

/** What this installation keeps to itself, each in a file of its data folder that only its account may read. */
export interface Secrets {
  /** Signs sessions. */
  readonly secret: string;
  /** The key of programs on this machine. */
  readonly localKey: string;
}

type Settings = Pick<Config, "HANDLOOM_DATA" | "HANDLOOM_SECRET" | "HANDLOOM_SECRET_BEFORE">;

const shortest = 32;

/** Reads the secrets of a data folder, made on the first start. */
export async function readSecrets(settings: Settings): Promise<Secrets> {
  const { HANDLOOM_DATA: folder, HANDLOOM_SECRET: given } = settings;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return {
      secret: given ?? (await newestIn(join(folder, "secret"))),
      localKey: await newestIn(join(folder, "local.key")),
    };
  } catch (thrown) {
    throw unusable(folder, thrown);
  }
}

/**
 * What seals here: the newest secret, and all earlier ones to open. It makes none, because a worker that seals with a secret of
 * its own would be understood by nobody.
 */
export async function readSealing(settings: Settings): Promise<Sealing> {
  const { HANDLOOM_DATA: folder, HANDLOOM_SECRET: given, HANDLOOM_SECRET_BEFORE: before } = settings;
  try {
    const kept = await linesOf(join(folder, "secret"));
    // What was before is before whatever seals now, also where that is the file again.
    return makeSealing(given === undefined ? [...kept, ...before] : [given, ...before, ...kept]);
  } catch (thrown) {
    throw unusable(folder, thrown);
  }
}

/** Puts a new secret before those that the data folder keeps; gives how many earlier ones still open. */
export async function rotateSecret(settings: Settings): Promise<number> {
  const { HANDLOOM_DATA: folder, HANDLOOM_SECRET: given } = settings;
  if (given !== undefined)
    throw new Failure(
      "conflict",
      "The secret here is HANDLOOM_SECRET: give that another value, the one before to HANDLOOM_SECRET_BEFORE, and start again.",
    );
  const path = join(folder, "secret");
  try {
    const earlier = await linesOf(path);
    if (earlier.length === 0)
      throw new Failure("missing", `There is no secret in ${folder} yet: the first start makes it.`);
    const next = await written(path, [newSecret(), ...earlier]);
    await rename(next, path);
    return earlier.length;
  } catch (thrown) {
    throw unusable(folder, thrown);
  }
}

function unusable(folder: string, thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const { code } = thrown as NodeJS.ErrnoException;
  return new Failure(
    "unavailable",
    `The data folder ${folder} cannot be used (${code ?? thrown}). Choose another with HANDLOOM_DATA.`,
  );
}

const newSecret = (): string => randomBytes(32).toString("base64url");

/** The secrets of a file, one a line, newest first; none where there is no file, or a start that was cut short left it empty. */
async function linesOf(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT") return "";
    throw thrown;
  });
  const lines = text.split("\n").map((line) => line.trim());
  const found = lines.filter((line) => line !== "");
  if (found.some((line) => line.length < shortest))
    throw new Failure(
      "unavailable",
      `The file ${path} is damaged: a secret in it is shorter than ${shortest} characters. Bring it back from a backup; what it sealed opens with nothing else.`,
    );
  return found;
}

/** The newest secret of a file; it is made where there is none. Of several starts that make it at once all get the same. */
async function newestIn(path: string): Promise<string> {
  const [known] = await linesOf(path);
  if (known !== undefined) return known;
  const made = await written(path, [newSecret()]);
  try {
    await link(made, path).catch(async () => {
      // Another start made it meanwhile; or a cut one left it empty, or the system knows no hard links.
      if ((await linesOf(path)).length === 0) await rename(made, path);
    });
  } finally {
    await rm(made, { force: true });
  }
  return newestIn(path);
}

/** Writes secrets into a file beside, whole and synced, readable by this account only; gives its path. */
async function written(path: string, secrets: readonly string[]): Promise<string> {
  const beside = `${path}.${randomBytes(6).toString("hex")}`;
  const file = await open(beside, "wx", 0o600);
  try {
    await file.writeFile(secrets.map((one) => `${one}\n`).join(""));
    await file.sync();
  } finally {
    await file.close();
  }
  return beside;
}
