import { randomBytes } from "node:crypto";

/** An identifier that says what it names: `item_019a5f3e…`, the kind and a UUIDv7 in 32 hexadecimal digits. */
export type Id<Kind extends string> = `${Kind}_${string}`;

const randomDigits = 16;

// An import makes millions of ids, so random digits are drawn in bulk, and the digits of a millisecond are written once.
let pool = "";
let used = 0;
let lastMillisecond = 0;
let digits = "";
let counter = 0;

/** Makes a new id of a kind (RFC 9562, version 7); ids made later by this process sort later. */
export function newId<Kind extends string>(kind: Kind): Id<Kind> {
  if (used === pool.length) {
    const bytes = randomBytes(1024 * randomDigits);
    for (let k = 0; k < bytes.length; k += randomDigits / 2) bytes[k] = 0x80 | ((bytes[k] ?? 0) & 0x3f);
    pool = bytes.toString("hex");
    used = 0;
  }
  const now = Date.now();
  if (now > lastMillisecond || counter === 0xfff) {
    lastMillisecond = Math.max(now, lastMillisecond + 1);
    digits = lastMillisecond.toString(16).padStart(12, "0");
    counter = 0;
  } else counter++;
  const random = pool.slice(used, used + randomDigits);
  used += randomDigits;
  return `${kind}_${digits}7${counter.toString(16).padStart(3, "0")}${random}`;
}

/** Whether a text is an id of that kind, made by `newId` or by a client (8 to 64 letters, digits, `_`, `-`). */
export function isId<Kind extends string>(kind: Kind, text: string): text is Id<Kind> {
  return text.startsWith(`${kind}_`) && /^[0-9a-zA-Z_-]{8,64}$/.test(text.slice(kind.length + 1));
}

/** The text that ids of a kind made before a moment sort before, and those made from it on after: a condition for an index on ids. */
export const idAt = <Kind extends string>(kind: Kind, at: Date): Id<Kind> =>
  `${kind}_${Math.max(0, at.getTime()).toString(16).padStart(12, "0")}`;
