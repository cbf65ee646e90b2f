import { createHash } from "node:crypto";
import { Failure } from "#failure";

/** Gives bytes whose hash is the one they are stored under; others are a failure. */
export function refuseOther(bytes: Uint8Array, hash: string): Uint8Array {
  if (createHash("sha256").update(bytes).digest("hex") !== hash) throw damaged(hash);
  return bytes;
}

/** Passes bytes on, and fails at their end when they were not those that the hash stands for. */
export async function* checkedStream(
  source: AsyncIterable<Uint8Array>,
  hash: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const read = createHash("sha256");
  for await (const chunk of source) {
    read.update(chunk);
    yield chunk;
  }
  if (read.digest("hex") !== hash) throw damaged(hash);
}

const damaged = (hash: string): Failure =>
  new Failure("unavailable", "A stored file is damaged: its bytes are not those that were stored.", { hash });
