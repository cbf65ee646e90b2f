import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cutIfLarge, explain } from "./server-log.ts";
import { sharedMegabytes } from "./server-settings.ts";

test("a full disk, another PostgreSQL and a closed folder each have their sentence", () => {
  const sentence = (said: string) => explain(said, "/data/postgres", "/data/postgres/postgres.log").message;
  expect(sentence('FATAL:  could not write to file "pg_wal/xlogtemp": No space left on device')).toBe(
    "The disk that holds /data/postgres is full; free some space and start again.",
  );
  const half =
    'FATAL:  could not extend file "base/1/2691": wrote only 4096 of 8192 bytes\nHINT:  Check free disk space.\nPANIC:  x';
  expect(sentence(half)).toMatch(/disk that holds .* is full/);
  expect(sentence("FATAL:  database files are incompatible with server")).toMatch(
    /made by another PostgreSQL than the 18/,
  );
  expect(sentence('FATAL:  could not open file "global/pg_control": Permission denied')).toBe(
    'PostgreSQL may not read and write /data/postgres; could not open file "global/pg_control": Permission denied.',
  );
});

test("any other failure names the log and says the last error", () => {
  const said = "2026-01-01 LOG:  starting\n2026-01-01 UTC [7]  FATAL:  odd thing\nLOG:  database system is shut down";
  expect(explain(said, "/d", "/d/postgres.log").message).toBe(
    "PostgreSQL did not start: odd thing. Its log is /d/postgres.log.",
  );
});

test("a large log is cut, with the older part kept beside it once", async () => {
  const folder = await mkdtemp(join(tmpdir(), "handloom-log-"));
  const file = join(folder, "postgres.log");
  await writeFile(file, "old lines");
  await cutIfLarge(file, 100);
  expect(await readFile(file, "utf8")).toBe("old lines");
  await cutIfLarge(file, 3);
  expect(await readFile(file, "utf8")).toBe("");
  expect(await readFile(`${file}.1`, "utf8")).toBe("old lines");
  await rm(folder, { recursive: true });
});

test("the server takes an eighth of a small machine's memory and never more than 256 MB", () => {
  expect(sharedMegabytes(64 * 2 ** 30)).toBe(256);
  expect(sharedMegabytes(2 ** 30)).toBe(128);
  expect(sharedMegabytes(2 ** 27)).toBe(32);
});
