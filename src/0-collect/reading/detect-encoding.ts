import { isUtf8 } from "node:buffer";
import { Failure } from "#failure";
import type { Encoding } from "../contract.ts";
import type { OpenBytes } from "./open-bytes.ts";

/** How the bytes of a file become characters, and how sure that is. */
export interface FoundEncoding {
  readonly encoding: Encoding;
  readonly mark: "yes" | "no";
  /** Whether some bytes are none of this encoding; the rows that hold them are rejected. */
  readonly faults: "none" | "some";
  /** The line of the first byte that is not UTF-8. */
  readonly line: number | undefined;
}

const headBytes = 64 * 1024;

/**
 * Finds the encoding of a whole file: by its mark, else UTF-8 where every byte is (or most of what is beyond ASCII), UTF-16
 * where every other byte is NUL, else Windows-1252. A file that holds no text is a failure.
 */
export async function detectEncoding(open: OpenBytes, wanted?: Encoding): Promise<FoundEncoding> {
  const head = await headOf(open);
  const marked = markOf(head);
  const found = { mark: marked ? "yes" : "no", line: undefined } as const;
  const wide = wanted ?? marked ?? wideOf(head);
  if (wide === "utf-16le" || wide === "utf-16be") return { ...found, encoding: wide, faults: "some" };
  if (wide === "windows-1252") return { ...found, encoding: wide, faults: "none" };
  if (controlShare(head) > 0.1) throw notText();
  if (await isAllUtf8(open)) return { ...found, encoding: "utf-8", faults: "none" };
  const { good, bad, line } = await countSequences(open);
  if (wide === "utf-8" || good > bad) return { ...found, encoding: "utf-8", faults: "some", line };
  if (controlShare(head) > 0.02) throw notText();
  return { ...found, encoding: "windows-1252", faults: "none", line };
}

const notText = () => new Failure("invalid", "This is not a text file.", { field: "file" });

/** The first bytes of a file. */
async function headOf(open: OpenBytes, most = headBytes): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of await open()) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= most) break;
  }
  return Buffer.concat(chunks).subarray(0, most);
}

function markOf(head: Buffer): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? "utf-8" : undefined;
}

/** UTF-16 without a mark: of Latin text nearly every other byte is NUL, and none of the others. */
function wideOf(head: Buffer): Encoding | undefined {
  let [even, odd] = [0, 0];
  for (let k = 0; k < head.length; k++) if (head[k] === 0) k % 2 === 0 ? even++ : odd++;
  const half = head.length / 2;
  if (half < 4) return undefined;
  if (odd > half * 0.7 && even < half * 0.05) return "utf-16le";
  return even > half * 0.7 && odd < half * 0.05 ? "utf-16be" : undefined;
}

/** The share of bytes that no text has. */
function controlShare(head: Buffer): number {
  let controls = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 26 && byte !== 27)) controls++;
  return controls / Math.max(head.length, 1);
}

async function isAllUtf8(open: OpenBytes): Promise<boolean> {
  let rest = Buffer.alloc(0);
  for await (const chunk of await open()) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const whole = wholeLength(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) return false;
    rest = Buffer.from(bytes.subarray(whole));
  }
  return rest.length === 0;
}

/** The length without a character that is cut off at the end. */
function wholeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needs > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** How many characters beyond ASCII are UTF-8, how many bytes are not, and the line of the first of these. */
async function countSequences(open: OpenBytes): Promise<{ good: number; bad: number; line: number | undefined }> {
  let [good, bad, needs, lines] = [0, 0, 0, 1];
  let line: number | undefined;
  for await (const chunk of await open())
    for (const byte of chunk) {
      if (byte >= 0x80 && byte < 0xc0 && needs > 0) {
        needs--;
        if (needs === 0) good++;
        continue;
      }
      const isCut = needs > 0;
      needs = byte >= 0xc2 && byte < 0xe0 ? 1 : byte >= 0xe0 && byte < 0xf0 ? 2 : byte >= 0xf0 && byte < 0xf5 ? 3 : 0;
      if (isCut || (byte >= 0x80 && needs === 0)) {
        bad++;
        line ??= lines;
      }
      if (byte === 10) lines++;
    }
  return { good, bad: bad + (needs > 0 ? 1 : 0), line: line ?? lines };
}
