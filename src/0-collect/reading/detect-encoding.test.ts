import { expect, test } from "vitest";
import { detectEncoding } from "./detect-encoding.ts";

const opened =
  (bytes: Uint8Array, piece = 7) =>
  async () =>
    (async function* () {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
    })();

test("UTF-8 is found however its characters are cut between pieces", async () => {
  const bytes = Buffer.from("größer 发票 👩 naïve ".repeat(20));
  for (const piece of [1, 2, 3, 5, 64])
    expect(await detectEncoding(opened(bytes, piece))).toMatchObject({ encoding: "utf-8", faults: "none", mark: "no" });
});

test("one byte that is not UTF-8, in the last line of a long file, decides, and its line is told", async () => {
  const bytes = Buffer.concat([Buffer.from("plain\n".repeat(300_000)), Buffer.from([0x63, 0x61, 0x66, 0xe9, 10])]);
  const found = await detectEncoding(opened(bytes, 65_536));
  expect(found).toEqual({ encoding: "windows-1252", faults: "none", mark: "no", line: 300_001 });
});

test("a file that is mostly UTF-8 stays UTF-8, with faults; a character cut off at the end is one", async () => {
  const bytes = Buffer.concat([Buffer.from("é è ü\n"), Buffer.from([0xe9, 10]), Buffer.from("ß"), Buffer.from([0xc3])]);
  expect(await detectEncoding(opened(bytes))).toMatchObject({ encoding: "utf-8", faults: "some", line: 2 });
});

test("what is no text is refused", async () => {
  for (const bytes of [[1, 0, 2, 0, 3], [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49], Array(64).fill(0)])
    await expect(detectEncoding(opened(Uint8Array.from(bytes)))).rejects.toThrow("not a text file");
});
