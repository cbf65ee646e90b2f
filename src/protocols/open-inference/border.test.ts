import { deflateSync, gzipSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import type { Credential, Who } from "#platform/access";
import { makeApp } from "#platform/http";
import { openInference } from "./border.ts";
import type { OpenInferenceParts } from "./routes.ts";
import { writeTexts } from "./tensor-bytes.ts";

const predictor = {
  labels: ["label_yes", "label_no"],
  predict: () => ({ best: 0, score: 0.9, sureness: 0.9, unseenWords: 0, probabilities: [0.9, 0.1] }),
};
const place = { workspace: "workspace_a", project: "project_a" } as const;
const served = { ...place, name: "support", names: ["yes", "no"], versionNumber: 3, kind: "choice", predictor };
const owner = { kind: "key", workspace: "workspace_a", role: "owner", projectRoles: new Map(), scopes: undefined };

const logged: string[] = [];
const requests: string[] = [];
let failed = 0;
beforeEach(() => {
  logged.length = 0;
  requests.length = 0;
  failed = 0;
});

const border = openInference({
  version: "1.2.3",
  serving: { find: (_: string, name: string) => (name === "support" ? served : undefined) },
  answering: {
    clock: { now: () => new Date() },
    log: { add: ({ text }: { text: string }) => logged.push(text), failed: () => failed++ },
  },
} as unknown as OpenInferenceParts);
const locate = async (name: string) => {
  if (name === "broken") throw new Error("what only the log may say");
  return name === "nowhere" ? undefined : place;
};
const app = makeApp({
  world: undefined as never,
  borders: [{ ...border, locators: { model: (_, __, name) => locate(name) } }],
  identify: async (shown?: Credential) => (shown?.secret === "right" ? (owner as unknown as Who) : undefined),
  addressOf: () => undefined,
  telemetry: { request: ({ operation, status }) => requests.push(`${operation} ${status}`) },
  log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
});

const get = async (path: string, key = "right") => {
  const response = await app.fetch(new Request(`http://h/v2${path}`, { headers: { "x-api-key": key } }));
  return { status: response.status, body: (await response.json()) as unknown };
};
const post = (body: string | Uint8Array, headers: Record<string, string> = {}, path = "/models/support/infer") =>
  app.fetch(
    new Request(`http://h/v2${path}`, {
      method: "POST",
      headers: { authorization: "Bearer right", ...headers },
      body: body as BodyInit,
    }),
  );
const question = (texts: unknown[], rest: object = {}) =>
  JSON.stringify({ inputs: [{ name: "text", shape: [texts.length], datatype: "BYTES", data: texts }], ...rest });
const refusal = async (response: Response) => {
  const body = (await response.json()) as { error: string };
  expect(Object.keys(body)).toEqual(["error"]);
  return `${response.status} ${body.error}`;
};

test("health asks for no key; the server and its models do", async () => {
  expect(await get("/health/live", "")).toEqual({ status: 200, body: { live: true } });
  const said = 'Sign in, or send an API key as "Authorization: Bearer …".';
  for (const path of ["", "/models/support", "/models/support/ready", "/models/support/versions/3"])
    expect(await get(path, "wrong")).toEqual({ status: 401, body: { error: said } });
  expect(await get("")).toMatchObject({ status: 200, body: { version: "1.2.3", extensions: ["binary_tensor_data"] } });
});

test("a session is no credential here", async () => {
  const headers = { authorization: "", cookie: "handloom.session_token=right" };
  expect((await post(question(["a"]), headers)).status).toBe(401);
});

test("a model is there with the version that answers, and with no other", async () => {
  for (const path of ["/models/support", "/models/support/versions/3"])
    expect(await get(path)).toMatchObject({ status: 200, body: { name: "support", versions: ["3"] } });
  expect(await get("/models/support/ready")).toEqual({ status: 200, body: { name: "support", ready: true } });
  expect(await get("/models/support/versions/2/ready")).toEqual({
    status: 404,
    body: { error: 'The model "support" does not answer with version "2"; it answers with version 3.' },
  });
  expect(await get("/models/nowhere")).toEqual({ status: 404, body: { error: 'There is no model "nowhere" here.' } });
  expect(await get("/models/late/ready")).toMatchObject({ status: 503 });
  const unforeseen = "Something went wrong inside Handloom. It was written to the log; trying again may help.";
  expect(await get("/models/broken")).toEqual({ status: 500, body: { error: unforeseen } });
});

test("texts are answered, logged as traffic and counted as requests", async () => {
  const response = await post(question(["a", "b"], { id: "7", outputs: [{ name: "label" }] }));
  expect(await response.json()).toEqual({
    model_name: "support",
    model_version: "3",
    id: "7",
    outputs: [{ name: "label", datatype: "BYTES", shape: [2], data: ["yes", "yes"] }],
  });
  expect({ logged, failed, requests }).toEqual({
    logged: ["a", "b"],
    failed: 0,
    requests: ["openInferenceInfer 200"],
  });
});

test("texts in bytes are answered in bytes, packed or not", async () => {
  const texts = writeTexts(["a", "é"]);
  const head = Buffer.from(
    JSON.stringify({
      inputs: [{ name: "text", shape: [2, 1], datatype: "BYTES", parameters: { binary_data_size: texts.length } }],
      outputs: [{ name: "score", parameters: { binary_data: true } }],
    }),
  );
  const whole = Buffer.concat([head, texts]);
  const length = { "inference-header-content-length": String(head.length) };
  const bodies = [
    [whole, {}],
    [gzipSync(whole), { "content-encoding": "gzip" }],
    [deflateSync(whole), { "content-encoding": "deflate" }],
  ] as const;
  for (const [body, encoding] of bodies) {
    const response = await post(body, { ...length, ...encoding });
    expect(response.status).toBe(200);
    const bytes = Buffer.from(await response.arrayBuffer());
    const from = Number(response.headers.get("inference-header-content-length"));
    expect(JSON.parse(bytes.subarray(0, from).toString())).toMatchObject({
      outputs: [{ name: "score", shape: [2], parameters: { binary_data_size: 16 } }],
    });
    expect([bytes.readDoubleLE(from), bytes.readDoubleLE(from + 8)]).toEqual([0.9, 0.9]);
  }
  expect(logged).toEqual(["a", "é", "a", "é", "a", "é"]);
});

test("a body that is not as described is refused with a sentence, and is a failure of the traffic", async () => {
  const odd: [string | Uint8Array, Record<string, string>, string][] = [
    ["{", {}, "400 The body is not valid JSON."],
    ["[]", {}, "400 The body must be a JSON object."],
    ["{}", {}, '400 "inputs" is missing.'],
    [question(["a"]).replace('"shape":[1]', '"shape":[-1]'), {}, '400 "inputs.0.shape.0" is too small: at least 0.'],
    [question([1]), {}, '400 "inputs.0.data.0" must be a string.'],
    ["{}", { "inference-header-content-length": "9" }, "400"],
    ["{}", { "inference-header-content-length": "-1" }, "400"],
    ["{}", { "content-encoding": "br" }, '400 "content-encoding" must be gzip, deflate or identity.'],
    ["{}", { "content-encoding": "gzip" }, '400 The body is not what "content-encoding: gzip" says.'],
    [gzipSync(Buffer.alloc(2_000_000, "[],")), { "content-encoding": "gzip" }, "400 The body unpacks to more than"],
    [gzipSync(Buffer.alloc(9_000_000, 32)), { "content-encoding": "gzip" }, "400 The body unpacks to more than"],
    [Buffer.alloc(9_000_000, 32), {}, "400 The body is larger than 8388608 bytes"],
    [`{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, {}, "400"],
    [`{"a":${"[".repeat(2_000_000)}${"]".repeat(2_000_000)}}`, {}, "400"],
  ];
  for (const [body, headers, said] of odd) expect(await refusal(await post(body, headers))).toContain(said);
  expect({ logged, failed }).toEqual({ logged: [], failed: odd.length });
});

test("a thousand texts are answered, one more is not", async () => {
  const outputs = [{ name: "label" }];
  expect((await post(question(Array(1000).fill("a"), { outputs }))).status).toBe(200);
  expect(await refusal(await post(question(Array(1001).fill("a"), { outputs })))).toContain('"inputs.0.data"');
});

test("an address that is none is answered in the same shape, whatever the verb", async () => {
  for (const [method, path] of [
    ["GET", "/models"],
    ["DELETE", "/models/support"],
    ["GET", "/models/support/infer"],
    ["POST", "/repository/index"],
  ] as const)
    expect(await refusal(await app.fetch(new Request(`http://h/v2${path}`, { method })))).toContain(
      "404 There is no such route",
    );
});
