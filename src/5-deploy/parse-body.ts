import { Failure } from "#failure";
import { openThread } from "#platform/threads";

const apartFrom = 128 * 1024;
const parseInThread = openThread<Buffer, object>(new URL("./parse.worker.ts", import.meta.url), "large-bodies");

/** Parses the body of a request; a large one in a thread, while other requests are answered. */
export function readObject(body: Buffer): object | Promise<object> {
  return body.length < apartFrom ? parseBody(body) : parseInThread(body);
}

/** The object that bytes of JSON are; anything else is refused with a sentence. */
export function parseBody(body: Buffer): object {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw new Failure("invalid", "The body is not valid JSON.", { field: "body" });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Failure("invalid", 'The body must be an object such as {"text": "…"}.', { field: "body" });
  return value;
}
