import { breather } from "#platform/threads";
import { lengthHeader } from "./read-request.ts";
import type { InferResponse, ResponseOutput } from "./wire.ts";

// Of numbers: about half a millisecond.
const portion = 8000;

/** The answer to a request: JSON, and what follows it in bytes; a long one is written in turns with other requests. */
export async function writeResponse(answer: {
  readonly json: InferResponse;
  readonly binary: readonly Uint8Array[];
}): Promise<Response> {
  const { outputs, ...rest } = answer.json;
  const breathe = breather(1);
  const written: string[] = [];
  for (const output of outputs) written.push(await writeOutput(output, breathe));
  const text = `${JSON.stringify(rest).slice(0, -1)},"outputs":[${written.join(",")}]}`;
  if (answer.binary.length === 0) return new Response(text, { headers: { "content-type": "application/json" } });
  const head = Buffer.from(text);
  const headers = { "content-type": "application/octet-stream", [lengthHeader]: String(head.length) };
  return new Response(Buffer.concat([head, ...answer.binary]), { headers });
}

async function writeOutput(output: ResponseOutput, breathe: ReturnType<typeof breather>): Promise<string> {
  const { data, ...about } = output;
  if (!data || data.length <= portion) return JSON.stringify(output);
  const pieces: string[] = [];
  for (let at = 0; at < data.length; at += portion) {
    pieces.push(JSON.stringify(data.slice(at, at + portion)).slice(1, -1));
    await breathe();
  }
  return `${JSON.stringify(about).slice(0, -1)},"data":[${pieces.join(",")}]}`;
}
