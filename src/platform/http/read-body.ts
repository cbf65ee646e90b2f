import { Failure } from "#failure";
import { isStorable } from "#platform/database";

const depthLimit = 64;
// In JSON both can only be written as escapes: bytes that are no UTF-8 were replaced before.
const unstorableEscape = /\\u(?:0000|d[89a-f])/i;

/** Reads a JSON body of at most `limit` bytes and 64 levels; anything else is refused with a sentence. */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) {
    throw new Failure("invalid", 'Send JSON, with the header "content-type: application/json".', {
      field: "content-type",
    });
  }
  const bytes = await readBytes(request.body, limit);
  const text = new TextDecoder().decode(bytes);
  refuseDepth(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure("invalid", "The body is not valid JSON.", { field: "body" });
  }
  if (unstorableEscape.test(text)) refuseUnstorable(value, "body");
  return value;
}

/** Refuses NUL and halves of characters, which a database cannot hold, in any text of a value; names the field. */
export function refuseUnstorable(value: unknown, field: string): void {
  if (typeof value === "string" && !isStorable(value)) {
    const what = value.includes("\0") ? "the character NUL" : "half of a character";
    throw new Failure("invalid", `"${field}" holds ${what}, which cannot be stored; take it out.`, { field });
  }
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    refuseUnstorable(name, field);
    refuseUnstorable(inner, field === "body" ? name : `${field}.${name}`);
  }
}

/** Reads a stream whole, refusing more than `limit` bytes. */
export async function readBytes(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (!body) return new Uint8Array();
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit)
      throw new Failure("invalid", `The body is larger than ${limit} bytes, the most that is taken here.`, {
        field: "body",
        limit,
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Counts brackets outside strings, so that a deep body is refused before a parser recurses into it. */
function refuseDepth(text: string): void {
  let depth = 0;
  let quoted = false;
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    if (quoted) {
      if (code === 92) k++;
      else if (code === 34) quoted = false;
    } else if (code === 34) quoted = true;
    else if (code === 91 || code === 123) {
      if (++depth > depthLimit)
        throw new Failure("invalid", `The body is nested deeper than ${depthLimit} levels.`, { field: "body" });
    } else if (code === 93 || code === 125) depth--;
  }
}
