import { hash } from "node:crypto";
import type { Id } from "#ids";

/**
 * The content hash of a text in its dataset, the first 16 bytes of a SHA-256 in hexadecimal; a salt makes one of its own
 * for a duplicate that is kept.
 */
export function contentHash(dataset: Id<"dataset">, text: string, salt?: string): string {
  return hash("sha256", salt === undefined ? `${dataset}\n${text}` : `${dataset}\n${text}\n${salt}`).slice(0, 32);
}
