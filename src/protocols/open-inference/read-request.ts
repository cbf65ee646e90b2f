import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { readObject } from "#deploy";
import { Failure } from "#failure";
import { invalidInput, readBytes } from "#platform/http";
import { type InferRequest, inferRequest } from "./wire.ts";

/** The header that says how many bytes of the body are JSON, where other bytes follow. */
export const lengthHeader = "inference-header-content-length";

// What unpacks to so much more than it is asks for work that nobody paid for.
const [ratioLimit, freeBytes] = [100, 262_144];

const unpackers = { gzip: promisify(gunzip), "x-gzip": promisify(gunzip), deflate: promisify(inflate) } as const;
const isPacked = (encoding: string): encoding is keyof typeof unpackers => Object.hasOwn(unpackers, encoding);

/** Reads a request to infer: its JSON, and the bytes after it. `limit` holds for the bytes that come and for what they unpack to. */
export async function readRequest(
  body: ReadableStream<Uint8Array>,
  headers: Headers,
  limit: number,
): Promise<{ request: InferRequest; binary: Uint8Array }> {
  const bytes = await unpacked(await readBytes(body, limit), headers, limit);
  const length = jsonLength(headers, bytes.length);
  const parsed = inferRequest.safeParse(await readObject(Buffer.from(bytes.subarray(0, length))), {
    reportInput: true,
  });
  if (!parsed.success) throw invalidInput(parsed.error, "body");
  return { request: parsed.data, binary: bytes.subarray(length) };
}

async function unpacked(bytes: Uint8Array, headers: Headers, limit: number): Promise<Uint8Array> {
  const field = "content-encoding";
  const encoding = (headers.get(field) ?? "").trim().toLowerCase();
  if (encoding === "" || encoding === "identity") return bytes;
  if (!isPacked(encoding)) throw new Failure("invalid", `"${field}" must be gzip, deflate or identity.`, { field });
  try {
    const most = Math.min(limit, Math.max(freeBytes, bytes.length * ratioLimit));
    return await unpackers[encoding](bytes, { maxOutputLength: most });
  } catch (thrown) {
    const isLarge = (thrown as { code?: string }).code === "ERR_BUFFER_TOO_LARGE";
    throw isLarge
      ? new Failure(
          "invalid",
          `The body unpacks to more than ${limit} bytes, or to more than ${ratioLimit} times its size, which is refused.`,
          { field: "body" },
        )
      : new Failure("invalid", `The body is not what "${field}: ${encoding}" says.`, { field });
  }
}

function jsonLength(headers: Headers, most: number): number {
  const said = headers.get(lengthHeader);
  if (said === null) return most;
  const length = /^\d{1,9}$/.test(said.trim()) ? Number(said) : Number.NaN;
  if (!(length <= most))
    throw new Failure("invalid", `"${lengthHeader}" must be a number of bytes that the body has (${most}).`, {
      field: lengthHeader,
    });
  return length;
}
