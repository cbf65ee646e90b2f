import { randomFillSync } from "node:crypto";

/** An identifier that says what it names: `item_019a5f3e…`, the kind and a UUIDv7 in 32 hexadecimal digits. */
export type Id<Kind extends string> = `${Kind}_${string}`;

// Random bytes are drawn in bulk, because an import makes millions of ids.
const pool = Buffer.alloc(8 * 2048);
let used = pool.length;
let lastMillisecond = 0;
let counter = 0;

/** Makes a new id of a kind (RFC 9562, version 7); ids made later by this process sort later. */
export function newId<Kind extends string>(kind: Kind): Id<Kind> {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const now = Date.now();
  if (now > lastMillisecond) {
    lastMillisecond = now;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMillisecond++;
    counter = 0;
  }
  pool[used] = 0x80 | ((pool[used] ?? 0) & 0x3f);
  const random = pool.toString("hex", used, used + 8);
  used += 8;
  return `${kind}_${lastMillisecond.toString(16).padStart(12, "0")}7${counter.toString(16).padStart(3, "0")}${random}`;
}

/** Whether a text is an id of that kind, made by `newId` or by a client (8 to 64 letters, digits, `_`, `-`). */
export function isId<Kind extends string>(kind: Kind, text: string): text is Id<Kind> {
  return text.startsWith(`${kind}_`) && /^[0-9a-zA-Z_-]{8,64}$/.test(text.slice(kind.length + 1));
}
