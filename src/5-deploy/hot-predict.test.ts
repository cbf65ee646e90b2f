import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credential, Who } from "#platform/access";
import { answerOne } from "./answer.ts";
import { type HotParts, hotPredict } from "./hot-predict.ts";

let server: Server;
let address = "";
const logged: string[] = [];
let failures = 0;

const found = { best: 0, score: 0.9, sureness: 0.9, unseenWords: 0, isUnknown: false, probabilities: [0.9, 0.1] };
const predictor = {
  labels: ["label_yes", "label_no"],
  /** Answers at once, later, or never, as the text asks for. */
  predict(text: string): object | Promise<object> {
    if (text === "never") return new Promise(() => undefined);
    if (text === "broken") return Promise.reject(new Error("no connection"));
    return text === "later" ? sleep(100, found) : found;
  },
};
const served = { workspace: "workspace_a", project: "project_a", names: ["yes", "no"], versionNumber: 3, predictor };
const owner = { kind: "key", workspace: "workspace_a", role: "owner", projectRoles: new Map(), scopes: undefined };

/** A server that knows one key and one endpoint, and writes down what it logs. */
beforeAll(async () => {
  const parts = {
    identify: async (shown?: Credential) => (shown?.secret === "right" ? (owner as unknown as Who) : undefined),
    serving: { find: (_: string, name: string) => (name === "support" ? served : undefined) },
    log: { add: ({ text }: { text: string }) => logged.push(text), failed: () => failures++ },
    telemetry: { request: () => undefined },
    clock: { now: () => new Date() },
    patience: 300,
  };
  const hot = hotPredict(parts as unknown as HotParts);
  server = createServer((request, response) => void (hot(request, response) || response.writeHead(404).end()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const ask = (body: object | string, key: string, endpoint = "support") =>
  fetch(`${address}/api/v1/endpoints/${endpoint}/predict`, {
    method: "POST",
    // What a proxy in between sends for everybody.
    headers: { authorization: "Basic c2hhcmVk", "x-api-key": key, "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

test("callers who share a header of a proxy are told apart by their keys, whoever came first", async () => {
  expect((await ask({ text: "first" }, "right")).status).toBe(200);
  expect((await ask({ text: "stranger" }, "wrong")).status).toBe(401);
  expect((await ask({ text: "again" }, "right")).status).toBe(200);
  expect((await ask({ text: "elsewhere" }, "right", "another")).status).toBe(404);
  expect(logged).toEqual(["first", "again"]);
});

test("a trial is answered and not logged, of one text or of many", async () => {
  logged.length = 0;
  expect(await (await ask({ text: "trial", log: false }, "right")).json()).toMatchObject({ label: "yes", version: 3 });
  expect(await (await ask({ texts: ["trial", "trial"], log: false }, "right")).json()).toMatchObject({
    answers: [{ label: "yes" }, { label: "yes" }],
  });
  expect(await (await ask({ text: "in earnest", scores: true }, "right")).json()).toMatchObject({
    scores: { yes: 0.9, no: 0.1 },
  });
  expect(logged).toEqual(["in earnest"]);
});

test("what is not of the declared shape is refused and not logged, by the quick way too", async () => {
  logged.length = 0;
  for (const odd of [{ log: "no" }, { log: null }, { log: 0 }, { scores: 1 }, { scores: "yes" }, { scores: null }]) {
    const response = await ask({ text: "odd", ...odd }, "right");
    expect(response.status, JSON.stringify(odd)).toBe(400);
    expect(await response.json()).toMatchObject({ error: { field: Object.keys(odd)[0] } });
  }
  expect(logged).toEqual([]);
  expect((await ask({ text: "plain", scores: false, log: true }, "right")).status).toBe(200);
  expect(logged).toEqual(["plain"]);
});

test("a large body is read apart: what it says and what is wrong with it is told as of a small one, and others are answered meanwhile", async () => {
  const texts = Array.from({ length: 1000 }, (_, at) => `${at} "é" ${"long ".repeat(1500)}`);
  const large = ask({ texts, log: false }, "right");
  const order: string[] = [];
  const small = async () => {
    for (let k = 0; k < 5; k++) await (await ask({ text: "meanwhile", log: false }, "right")).json();
    order.push("small");
  };
  const [{ answers, version }] = await Promise.all([
    large.then((response) => response.json()).finally(() => order.push("large")) as Promise<{
      answers: object[];
      version: number;
    }>,
    small(),
  ]);
  expect(order).toEqual(["small", "large"]);
  expect(version).toBe(3);
  expect(answers).toHaveLength(1000);
  expect(answers[999]).toMatchObject({ label: "yes", score: 0.9 });
  const padding = " ".repeat(200_000);
  const deep = (levels: number) => `{"text": "a", "x": ${"[".repeat(levels)}${"]".repeat(levels)}}`;
  for (const wrong of ['{"text": "a"', "[1, 2]", '"text"', '{"text": 5}', deep(64), deep(50_000), deep(2_000_000)]) {
    const [plain, padded] = await Promise.all([ask(wrong, "right"), ask(`${padding}${wrong}`, "right")]);
    expect(padded.status).toBe(400);
    expect(await padded.json()).toEqual(await plain.json());
  }
});

test("a model that answers later is waited for, of one text or of many, and others are answered meanwhile", async () => {
  logged.length = 0;
  const order: string[] = [];
  const told = (name: string) => (response: Response) => response.json().finally(() => order.push(name));
  const [one, many, quick] = await Promise.all([
    ask({ text: "later", scores: true }, "right").then(told("later")),
    ask({ texts: ["a", "later", "b"] }, "right").then(told("many")),
    ask({ text: "quick" }, "right").then(told("quick")),
  ]);
  expect(order[0]).toBe("quick");
  expect(one).toMatchObject({ label: "yes", score: 0.9, scores: { yes: 0.9, no: 0.1 }, version: 3 });
  expect((one as { milliseconds: { model: number } }).milliseconds.model).toBeGreaterThanOrEqual(99);
  expect(many).toMatchObject({ answers: [{ label: "yes" }, { label: "yes" }, { label: "yes" }] });
  expect(quick).toMatchObject({ label: "yes" });
  expect([...logged].sort()).toEqual(["a", "b", "later", "later", "quick"]);
});

test("a model that takes too long is told to be unavailable, and one that fails is no answer; both count as errors", async () => {
  [logged.length, failures] = [0, 0];
  const late = await ask({ text: "never" }, "right");
  expect(late.status).toBe(503);
  expect(await late.json()).toMatchObject({
    error: { kind: "unavailable", message: "The model did not answer within 0.3 s. Try again in a moment." },
  });
  expect((await ask({ texts: ["a", "never"] }, "right")).status).toBe(503);
  expect((await ask({ text: "broken" }, "right")).status).toBe(500);
  expect([failures, logged]).toEqual([3, ["a"]]);
});

test("where the model answers at once nothing is waited for", () => {
  const answering = { log: { add: () => undefined, failed: () => undefined }, clock: { now: () => new Date() } };
  const asked = { text: "quick", scores: "best", parsed: 0 } as const;
  const answer = (text: string) => answerOne({ ...answering, patience: 300 }, served as never, { ...asked, text });
  expect(answer("quick")).not.toBeInstanceOf(Promise);
  expect(answer("quick")).toMatchObject({ label: "yes" });
  expect(answer("later")).toBeInstanceOf(Promise);
});
