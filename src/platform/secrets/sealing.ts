import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { Failure } from "#failure";
import type { Sealing } from "#world";

const mark = "sealed";
const form = "1";
const nonceBytes = 12;
const tagBytes = 16;

interface Key {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * Seals texts with AES-256-GCM under a key of each secret (RFC 5869). The first secret seals, all open. A sealed text is
 * `sealed:1:key:bytes`, where the bytes are nonce, cipher and tag; what it is about is authenticated with it, so that a sealed
 * text that was moved to another row does not open.
 */
export function makeSealing(secrets: readonly string[]): Sealing {
  const keys = secrets.map(keyOf);
  return {
    seal(text, about) {
      const [key] = keys;
      if (!key) throw new Failure("unavailable", `There is nothing to seal with on this machine. ${howToGet}`);
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key.bytes, nonce).setAAD(Buffer.from(about));
      const bytes = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return [mark, form, key.id, bytes.toString("base64url")].join(":");
    },
    open(sealed, about) {
      const { id, bytes } = partsOf(sealed);
      const key = keys.find((one) => one.id === id);
      if (!key)
        throw new Failure(
          "unavailable",
          `This was sealed with the key ${id}, which is not on this machine. ${howToGet}`,
        );
      return opened(key, bytes, about);
    },
    isOld: (sealed) => partsOf(sealed).id !== keys[0]?.id,
  };
}

const howToGet =
  'Give it the HANDLOOM_SECRET of the server (an earlier one as HANDLOOM_SECRET_BEFORE), or the file "secret" of its data folder.';

function keyOf(secret: string): Key {
  const derived = (info: string, length: number) =>
    new Uint8Array(hkdfSync("sha256", secret, "handloom", info, length));
  return { id: Buffer.from(derived("name of the sealing key", 6)).toString("hex"), bytes: derived("sealing key", 32) };
}

const damaged = () =>
  new Failure("unavailable", "What was sealed is damaged, or belongs somewhere else: it does not open.");

function partsOf(sealed: string): { id: string; bytes: Buffer } {
  const [first, second, id, text, ...rest] = sealed.split(":");
  if (first !== mark || second !== form || !id || text === undefined || rest.length > 0) throw damaged();
  const bytes = Buffer.from(text, "base64url");
  // The decoder passes over what it does not know; only what was written whole is what was sealed.
  if (bytes.length < nonceBytes + tagBytes || bytes.toString("base64url") !== text) throw damaged();
  return { id, bytes };
}

function opened(key: Key, bytes: Buffer, about: string): string {
  const [nonce, cipher, tag] = [
    bytes.subarray(0, nonceBytes),
    bytes.subarray(nonceBytes, -tagBytes),
    bytes.subarray(-tagBytes),
  ];
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.bytes, nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(about)).setAuthTag(tag);
    return Buffer.concat([decipher.update(cipher), decipher.final()]).toString("utf8");
  } catch {
    throw damaged();
  }
}
