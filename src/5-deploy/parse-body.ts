import { Failure } from "#failure";
import { openThread } from "#platform/threads";

const apartFrom = 128 * 1024;
const depthLimit = 64;
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
    throw new Failure("invalid", "The body must be a JSON object.", { field: "body" });
  refuseDepth(value, depthLimit);
  return value;
}

/** What is nested without end cannot be handed from thread to thread. */
function refuseDepth(value: unknown, left: number): void {
  if (typeof value !== "object" || value === null) return;
  if (left === 0)
    throw new Failure("invalid", `The body is nested deeper than ${depthLimit} levels.`, { field: "body" });
  for (const inner of Object.values(value)) refuseDepth(inner, left - 1);
}
