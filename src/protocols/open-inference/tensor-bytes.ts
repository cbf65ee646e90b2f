import { Failure } from "#failure";

const lengthBytes = 4;

/** The texts in the binary form of a tensor of BYTES: each has its length before it, in four bytes, the lowest first. */
export function readTexts(bytes: Uint8Array, given: { field: string; most: number }): string[] {
  const { field, most } = given;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (texts.length === most) throw refused(field, `holds more than ${most} texts`);
    if (at + lengthBytes > bytes.length) throw refused(field, "ends within the length of a text");
    const from = at + lengthBytes;
    at = from + view.getUint32(at, true);
    if (at > bytes.length) throw refused(field, `ends before text ${texts.length} does, by the length it says`);
    texts.push(decoded(decoder, bytes.subarray(from, at), `${field}.${texts.length}`));
  }
  return texts;
}

function decoded(decoder: TextDecoder, bytes: Uint8Array, field: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw refused(field, "is not UTF-8");
  }
}

const refused = (field: string, what: string): Failure => new Failure("invalid", `"${field}" ${what}.`, { field });

/** The binary form of a tensor of BYTES. */
export function writeTexts(texts: readonly string[]): Uint8Array {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(lengthBytes);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** The binary form of a tensor of FP64. */
export function writeNumbers(numbers: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (let at = 0; at < numbers.length; at++) view.setFloat64(8 * at, numbers[at] ?? 0, true);
  return new Uint8Array(view.buffer);
}

/** The binary form of a tensor of INT32. */
export function writeIntegers(numbers: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  for (let at = 0; at < numbers.length; at++) view.setInt32(4 * at, numbers[at] ?? 0, true);
  return new Uint8Array(view.buffer);
}

/** The binary form of a tensor of BOOL. */
export const writeTruths = (truths: readonly boolean[]): Uint8Array =>
  Uint8Array.from(truths, (truth) => (truth ? 1 : 0));
