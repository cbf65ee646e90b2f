import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPython, oneThread } from "#tests/python";
import { findWrk, type Load, putLoad, type Target } from "./load.ts";
import type { Bench, Report } from "./report.ts";
import { measureBeside } from "./serve-beside.ts";
import { startProcess } from "./start-process.ts";
import { finished, type Program, startProgram } from "./start-program.ts";
import { readTextSet, type TextSet } from "./text-data.ts";

const [warmUp, seconds] = [2, 8];

/** Served predictions, one text a request on loopback, beside scikit-learn behind FastAPI. */
export const serveBench: Bench = {
  name: "serve",
  run: async (report) => {
    const set = readTextSet("banking77");
    if ("reason" in set) return report.skip("banking77", set.reason);
    const found = await findWrk();
    if ("reason" in found) return report.skip("banking77", found.reason);
    const folder = await mkdtemp(join(tmpdir(), "handloom-serve-"));
    try {
      const peer = await measurePeer(found.wrk, set, folder);
      if ("reason" in peer) report.skip("FastAPI + scikit-learn", peer.reason);
      await measureOurs(report, { wrk: found.wrk, set, folder, peer: "reason" in peer ? undefined : peer });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Loads {
  readonly one: Load;
  readonly many: Load;
  readonly all: number;
}

/** A warm-up, then 1 connection, then 16; how many requests there were in all. */
async function measure(wrk: string, target: Target): Promise<Loads> {
  const warm = await putLoad(wrk, target, { connections: 16, seconds: warmUp });
  const one = await putLoad(wrk, target, { connections: 1, seconds });
  const many = await putLoad(wrk, target, { connections: 16, seconds });
  return { one, many, all: warm.requests + one.requests + many.requests };
}

async function measurePeer(wrk: string, set: TextSet, folder: string): Promise<Loads | { reason: string }> {
  const { interpreter, reason } = await findPython();
  if (interpreter === undefined) return { reason };
  const data = join(folder, "peer.json");
  await writeFile(
    data,
    JSON.stringify({ texts: set.train.texts, labels: [...set.train.labels].map((at) => set.names[at]) }),
  );
  const port = await freePort();
  const args = [
    "-m",
    "uvicorn",
    "fastapi_svc:app",
    "--app-dir",
    join(import.meta.dirname, "peers"),
    "--port",
    String(port),
    "--no-access-log",
  ];
  const env = { ...oneThread, PEER_DATA: data };
  const server = await startProcess({ command: interpreter, args, env, ready: /Uvicorn running/, seconds: 60 });
  try {
    return await measure(wrk, { url: `http://127.0.0.1:${port}/predict`, texts: set.test.texts, folder });
  } finally {
    await server.stop();
  }
}

interface Measuring {
  readonly wrk: string;
  readonly set: TextSet;
  readonly folder: string;
  readonly peer: Loads | undefined;
}

async function measureOurs(report: Report, given: Measuring): Promise<void> {
  const program = await startProgram();
  try {
    await deployModel(program, given.set);
    const url = `${program.address}/api/v1/endpoints/banking/predict`;
    const target = { url, key: program.key, texts: given.set.test.texts, folder: given.folder };
    const loads = await measure(given.wrk, target);
    addFigures(report, loads, given.peer);
    await addLogged(report, program, loads.all);
    await measureBeside(report, { ...given, program, target });
  } finally {
    await program.stop();
  }
}

/** Imports the training texts, trains, promotes and deploys: all as a client does it. */
async function deployModel({ client }: Program, { train, names }: TextSet): Promise<void> {
  const project = "Banking";
  await client.createProject({ name: project });
  const lines = train.texts.map((text, row) => `${JSON.stringify({ text, label: names[train.labels[row] ?? 0] })}\n`);
  const sent = await client.uploadImport({ project, name: "train.jsonl", body: new Blob(lines) });
  await finished(
    client,
    (await client.startImport({ project, import: sent.import, text: "text", label: "label" })).job,
  );
  await finished(client, (await client.startTraining({ project })).job);
  await client.promoteVersion({ project, version: "newest" });
  await client.deployVersion({ project, name: "banking" });
}

function addFigures(report: Report, { one, many }: Loads, peer: Loads | undefined): void {
  const beside = (value: number | undefined) =>
    value === undefined ? {} : { peer: value, peerName: "FastAPI + LinearSVC" };
  const atSixteen = { case: "banking77, 16 connections, logged", better: "higher" } as const;
  const target = peer && ({ of: "ratio", bound: 10 } as const);
  report.add({
    ...atSixteen,
    metric: "requests a second",
    unit: "/s",
    ours: many.perSecond,
    ...beside(peer?.many.perSecond),
    target,
  });
  const lower = { unit: "µs", better: "lower" } as const;
  report.add({ ...atSixteen, ...lower, metric: "median", ours: many.median, ...beside(peer?.many.median) });
  report.add({ ...atSixteen, ...lower, metric: "p99", ours: many.p99, ...beside(peer?.many.p99) });
  const atOne = { case: "banking77, 1 connection, logged", ...lower } as const;
  report.add({
    ...atOne,
    metric: "median",
    ours: one.median,
    ...beside(peer?.one.median),
    target: peer && { of: "ratio", bound: 1 },
  });
  report.add({ ...atOne, metric: "p99", ours: one.p99, ...beside(peer?.one.p99) });
  const errors = { case: "banking77", metric: "errors", unit: "requests", better: "lower" } as const;
  report.add({ ...errors, ours: one.errors + many.errors, target: { of: "ours", bound: 0 } });
}

/** How many of the answered requests stand in the log; requests that were cut off at the end of a run may be logged too. */
async function addLogged(report: Report, { client }: Program, answered: number): Promise<void> {
  let logged = 0;
  for (let look = 0; look < 40 && logged < answered; look++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    logged = (await client.readMonitor({ endpoint: "banking", window: "hour" })).now.requests;
  }
  const facts = {
    case: `banking77, ${answered.toLocaleString("en")} answered`,
    metric: "share in the log",
    unit: "",
  } as const;
  report.add({ ...facts, ours: Math.min(1, logged / answered), better: "higher", target: { of: "ours", bound: 1 } });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
