import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig } from "#config";
import { readSealing, readSecrets, rotateSecret } from "./read-secrets.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "handloom-secrets-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const given = "g".repeat(40);
const settings = (more: Record<string, string> = {}) => readConfig({ HANDLOOM_DATA: folder, ...more });

test("the first start makes the secrets, which only its account may read; later ones find the same", async () => {
  const first = await readSecrets(settings());
  expect(await readSecrets(settings())).toEqual(first);
  expect((await readdir(folder)).sort()).toEqual(["local.key", "secret"]);
  for (const name of ["secret", "local.key"]) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
});

test("of several first starts at once all get the same secrets", async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => readSecrets(settings())));
  expect(new Set(all.map((one) => one.secret)).size).toBe(1);
  expect(await readdir(folder)).toHaveLength(2);
});

test("a file that a cut start left empty is made again; one that is damaged is never overwritten", async () => {
  await writeFile(join(folder, "secret"), "\n");
  expect((await readSecrets(settings())).secret.length).toBeGreaterThan(40);
  await writeFile(join(folder, "secret"), "cut sho");
  await expect(readSecrets(settings())).rejects.toThrow("is damaged");
  expect(await readFile(join(folder, "secret"), "utf8")).toBe("cut sho");
});

test("after a rotation the new secret seals, and what the earlier one sealed still opens", async () => {
  const { secret } = await readSecrets(settings());
  const sealed = (await readSealing(settings())).seal("text", "there");
  expect(await rotateSecret(settings())).toBe(1);
  expect((await readSecrets(settings())).secret).not.toBe(secret);
  const sealing = await readSealing(settings());
  expect(sealing.open(sealed, "there")).toBe("text");
  expect(sealing.isOld(sealed)).toBe(true);
  expect(sealing.isOld(sealing.seal("text", "there"))).toBe(false);
  expect((await stat(join(folder, "secret"))).mode & 0o777).toBe(0o600);
});

test("a secret that is given seals before the one of the folder, and needs no rotation of the file", async () => {
  await readSecrets(settings());
  const sealed = (await readSealing(settings())).seal("text", "there");
  const both = await readSealing(settings({ HANDLOOM_SECRET: given }));
  expect(both.open(sealed, "there")).toBe("text");
  const newer = both.seal("text", "there");
  const later = settings({ HANDLOOM_SECRET: "h".repeat(40), HANDLOOM_SECRET_BEFORE: given });
  expect((await readSealing(later)).open(newer, "there")).toBe("text");
  await expect(rotateSecret(later)).rejects.toThrow("HANDLOOM_SECRET_BEFORE");
});

test("whoever goes back to the file seals by it again, and what was given before can go once it is sealed anew", async () => {
  await readSecrets(settings());
  const sealed = (await readSealing(settings({ HANDLOOM_SECRET: given }))).seal("text", "there");
  const back = await readSealing(settings({ HANDLOOM_SECRET_BEFORE: given }));
  expect(back.isOld(sealed)).toBe(true);
  const anew = back.seal(back.open(sealed, "there"), "there");
  expect(back.isOld(anew)).toBe(false);
  expect((await readSealing(settings())).open(anew, "there")).toBe("text");
});

test("a worker on a folder without a secret makes none, and says what is missing", async () => {
  const sealing = await readSealing(settings());
  expect(await readdir(folder)).toEqual([]);
  expect(() => sealing.seal("text", "there")).toThrow("nothing to seal with");
  await expect(rotateSecret(settings())).rejects.toThrow("no secret");
});

test.skipIf(process.getuid?.() === 0)("a file that may not be read is a sentence", async () => {
  await readSecrets(settings());
  await chmod(join(folder, "secret"), 0o000);
  await expect(readSealing(settings())).rejects.toThrow("cannot be used (EACCES)");
});
