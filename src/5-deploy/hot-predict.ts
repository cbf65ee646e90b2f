import type { IncomingMessage, ServerResponse } from "node:http";
import { Failure } from "#failure";
import { credentialOf, type Identify, judge, type Who } from "#platform/access";
import { apiPrefix, type HotPath, problemOf, problemResponse } from "#platform/http";
import type { Telemetry } from "#platform/telemetry";
import { breather } from "#platform/threads";
import { type Answering, answerOne, answerQuestion } from "./answer.ts";
import { predict } from "./contract.ts";
import { readObject } from "./parse-body.ts";
import type { PredictionLog } from "./prediction-log.ts";
import type { Served, Serving } from "./serving.ts";

const address = new RegExp(`^${apiPrefix}/endpoints/([a-z0-9-]+)/predict(?:\\?|$)`);
const bodyLimit = predict.limit ?? 0;
// What is remembered here was remembered before: together it is believed for less than a second.
const believedFor = 450;

/** What the quick way needs. */
export interface HotParts extends Answering {
  readonly log: PredictionLog;
  readonly serving: Serving;
  readonly identify: Identify;
  readonly telemetry: Telemetry;
}

/**
 * Answers `predict` on the bare socket. It holds to the same declared permission and shapes as every route; only the layers
 * in between, which cost more than the model, are left out.
 */
export function hotPredict(parts: HotParts): HotPath {
  const callers = new Map<string, { who: Who | undefined; until: number }>();
  return (request, response) => {
    if (request.method !== "POST") return false;
    const name = address.exec(request.url ?? "")?.[1];
    if (name === undefined) return false;
    const { authorization, cookie, "x-api-key": key, "handloom-workspace": workspace } = request.headers;
    // All that decides who calls.
    const credential = `${authorization}\n${key}\n${cookie}\n${workspace}`;
    const known = callers.get(credential);
    const started = performance.now();
    if (known && known.until > started) void answer(parts, { request, response, name, who: known.who, started });
    else {
      if (callers.size > 1000) callers.clear();
      void parts.identify(credentialOf(headersOf(request))).then(
        (who) => {
          callers.set(credential, { who, until: performance.now() + believedFor });
          return answer(parts, { request, response, name, who, started });
        },
        (thrown) => refuse(response, thrown),
      );
    }
    return true;
  };
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly name: string;
  readonly who: Who | undefined;
  readonly started: number;
}

async function answer(parts: HotParts, call: Call): Promise<void> {
  let served: Served | undefined;
  let status = 200;
  try {
    served = admitted(parts.serving, call);
    const body = await readBody(call.request);
    const started = performance.now();
    const question = (await readObject(body)) as Record<string, unknown>;
    const asked = performance.now() - started;
    const simple =
      typeof question.text === "string" &&
      question.texts === undefined &&
      (question.scores === undefined || question.scores === false) &&
      (question.log === undefined || question.log === true);
    const answer = simple
      ? answerOne(parts, served, { text: question.text as string, scores: "best", parsed: asked })
      : answerQuestion(parts, served, { question: checked(question), parsed: asked });
    send(call.response, await written(answer instanceof Promise ? await answer : answer));
  } catch (thrown) {
    if (served) parts.log.failed(served.endpoint, served.version);
    status = await refuse(call.response, thrown);
  }
  parts.telemetry.request({ operation: predict.operation, status, seconds: (performance.now() - call.started) / 1000 });
}

class Unauthenticated extends Error {}

function admitted(serving: Serving, call: Call): Served {
  if (!call.who) throw new Unauthenticated('Sign in, or send an API key as "Authorization: Bearer …".');
  const served = serving.find(call.who.workspace, call.name);
  const verdict = served ? judge(call.who, predict.permission, served) : "unseen";
  if (!served || verdict === "unseen")
    throw new Failure("missing", `There is no endpoint "${call.name}" here.`, { field: "endpoint" });
  if (verdict === "forbidden")
    throw new Failure(
      "forbidden",
      `This needs the role "${predict.permission.least}" and a key with the scope "${predict.permission.scope}".`,
    );
  if (!/^application\/json\b/i.test(call.request.headers["content-type"] ?? "")) {
    throw new Failure("invalid", 'Send JSON, with the header "content-type: application/json".', {
      field: "content-type",
    });
  }
  return served;
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimit) {
        request.removeAllListeners("data").resume();
        reject(
          new Failure("invalid", `The body is larger than ${bodyLimit} bytes, the most that is taken here.`, {
            field: "body",
          }),
        );
      } else chunks.push(chunk);
    });
    request.once("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once("error", reject);
  });
}

function checked(value: Record<string, unknown>) {
  const result = predict.shapes.body.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Failure("invalid", `"${issue?.path.join(".")}" is not valid: ${issue?.message}.`, {
    field: String(issue?.path[0] ?? "body"),
  });
}

/** An answer as JSON; many answers are written in turns with other requests. */
async function written(result: { readonly answers?: readonly object[] }): Promise<string> {
  if (!result.answers) return JSON.stringify(result);
  const { answers, ...rest } = result;
  // What waits here are answers that take a fraction of this.
  const breathe = breather(1);
  const pieces: string[] = [];
  for (const one of answers) {
    pieces.push(JSON.stringify(one));
    await breathe();
  }
  return `{"answers":[${pieces.join(",")}],${JSON.stringify(rest).slice(1)}`;
}

let outbox: { response: ServerResponse; body: string }[] = [];

/** Answers of one turn are written together at its end: each write alone may wake the client for nothing but itself. */
function send(response: ServerResponse, body: string): void {
  if (outbox.push({ response, body }) === 1) setImmediate(writeAll);
}

function writeAll(): void {
  const due = outbox;
  outbox = [];
  for (const { response, body } of due) {
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "x-content-type-options": "nosniff",
    });
    response.end(body);
  }
}

async function refuse(response: ServerResponse, thrown: unknown): Promise<number> {
  const problem =
    thrown instanceof Unauthenticated
      ? { kind: "unauthenticated" as const, message: thrown.message }
      : problemOf(thrown);
  const made = problemResponse(problem);
  const body = await made.text();
  if (!response.headersSent)
    response
      .writeHead(made.status, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "x-content-type-options": "nosniff",
      })
      .end(body);
  return made.status;
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === "string") headers.set(name, value);
  return headers;
}
