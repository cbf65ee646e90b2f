import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { makeClient } from "#client";
import { waitForJob } from "./wait-for-job.ts";

type Answer = (response: ServerResponse) => void;

const says =
  (status: number, body: object): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const job = (state: string, ended?: string) =>
  says(200, {
    id: "job_1",
    title: "Train",
    state,
    done: 0,
    total: 1,
    message: "",
    result: { version: 3 },
    endedAt: ended,
  });
const [running, done, cancelled] = [job("running"), job("done", "now"), job("cancelled", "now")];

const nothing: Answer = (response) => response.destroy();
const gateway: Answer = (response) =>
  response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
const recovering = says(503, { error: { kind: "unavailable", message: "The database is away just now." } });
const half: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": 500 }).write('{"id":"job_1","sta');
  setTimeout(() => response.destroy(), 20);
};

/** What is answered next to a question about the job, and to its cancelling; the last answer stays. */
const next: { job: Answer[]; cancel: Answer[]; cancels: number } = { job: [], cancel: [], cancels: 0 };
const server = createServer((request, response) => {
  const isCancel = request.method === "POST";
  if (isCancel) next.cancels++;
  const answers = isCancel ? next.cancel : next.job;
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  answer?.(response);
});
let stopping = new AbortController();

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterEach(() => {
  stopping = new AbortController();
  next.cancels = 0;
});
afterAll(() => server.close());

function wait(jobs: Answer[], cancel: Answer[] = []) {
  Object.assign(next, { job: jobs, cancel });
  const client = makeClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const bar = { show: () => undefined, clear: () => undefined };
  return waitForJob({ client, bar, signal: stopping.signal }, "job_1");
}

test.each([
  ["does not answer", nothing],
  ["is behind a gateway that does not reach it", gateway],
  ["waits for its database", recovering],
  ["breaks off in its answer", half],
])("a server that %s is asked again, for the job goes on", async (_, away) => {
  expect(await wait([running, away, done])).toEqual({ version: 3 });
});

test("a refusal is told at once", async () => {
  const refused = says(403, { error: { kind: "forbidden", message: "You may not." } });
  await expect(wait([refused, done])).rejects.toThrow("You may not.");
});

test("a cancelling that was lost is asked for again, and the job says that it was cancelled", async () => {
  stopping.abort();
  const ended = wait([running, running, running, cancelled], [nothing, gateway, says(200, {})]);
  await expect(ended).rejects.toMatchObject({ facts: { state: "cancelled" } });
  expect(next.cancels).toBe(3);
});

test("a job that outran its cancelling gives its result", async () => {
  stopping.abort();
  expect(await wait([running, done], [says(200, {})])).toEqual({ version: 3 });
});
