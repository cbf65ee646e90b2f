import { createReadStream, globSync, openAsBlob, readFileSync } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { seededRandom } from "#statistics";
import { startPrivateServer } from "../src/platform/database/private-server.ts";
import { type Bench, median, type Report } from "./report.ts";
import { finished, type Program, startProgram } from "./start-program.ts";

const rows = 1_000_000;
const silent = { info: () => undefined, warn: () => undefined };

/** A million unlabelled rows through the product (sent over HTTP, taken by the job) beside a bare COPY of the same file. */
export const importBench: Bench = {
  name: "import",
  run: async (report) => {
    const folder = await mkdtemp(join(tmpdir(), "handloom-import-"));
    const program = await startProgram();
    try {
      const file = join(folder, "million.csv");
      await writeRows(file);
      const before = await timeCopies(program, file);
      const ours = await takeRows(program, file);
      const after = await timeCopies(program, file);
      await tell(report, { file, ours, best: Math.min(...before), typical: median([...before, ...after]) });
    } finally {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const words =
  "please could you tell me when the parcel with two lamps and a chair will be sent again to our house".split(" ");

async function writeRows(path: string): Promise<void> {
  const random = seededRandom(1);
  const file = await open(path, "w");
  await file.write("text,channel\n");
  for (let row = 0; row < rows; row += 10_000) {
    let block = "";
    for (let k = row; k < row + 10_000; k++) {
      let text = `message ${k}`;
      while (text.length < 86) text += ` ${words[Math.floor(random() * words.length)]}`;
      block += `${text},${k % 3 === 0 ? "mail" : "chat"}\n`;
    }
    await file.write(block);
  }
  await file.close();
}

/**
 * The seconds of two bare copies into a table without an index, on the private PostgreSQL that the product uses. One takes a
 * second, and twice that a moment later; so beside the better one, which is the target, stands the median of all four.
 */
async function timeCopies(program: Program, file: string): Promise<number[]> {
  const server = await startPrivateServer({ folder: join(program.folder, "postgres"), log: silent });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const seconds: number[] = [];
  for (let round = 0; round < 2; round++) {
    await client.query("create table bare_copy (text text, channel text)");
    const started = performance.now();
    await pipeline(createReadStream(file), client.query(copyFrom("copy bare_copy from stdin (format csv, header)")));
    seconds.push((performance.now() - started) / 1000);
    await client.query("drop table bare_copy");
  }
  await client.end();
  await server.stop();
  return seconds;
}

/** The most bytes that each process had resident. */
interface Memory {
  readonly server: number;
  readonly worker: number;
}

interface Taken {
  readonly seconds: number;
  readonly uploaded: number;
  readonly added: number;
  readonly memory: Memory;
}

async function takeRows(program: Program, file: string): Promise<Taken> {
  const { client } = program;
  const project = "Million";
  await client.createProject({ name: project });
  const most = watchMemory(program.pid);
  const started = performance.now();
  const sent = await client.uploadImport({ project, name: "million.csv", body: await openAsBlob(file) });
  const uploaded = (performance.now() - started) / 1000;
  const taken = await finished(client, (await client.startImport({ project, import: sent.import, text: "text" })).job);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, uploaded, added: Number(taken.added), memory: most.stop() };
}

async function tell(
  report: Report,
  { file, ours, best, typical }: { file: string; ours: Taken; best: number; typical: number },
): Promise<void> {
  const where = {
    case: `${rows.toLocaleString("en")} rows, ${Math.round((await stat(file)).size / 1e6)} MB`,
    better: "lower",
  } as const;
  const taken = { ...where, metric: "sent, read, stored, queued", unit: "s", ours: ours.seconds } as const;
  report.add({ ...taken, peer: best, peerName: "bare COPY, the better", target: { of: "ratio", bound: 1 / 15 } });
  report.add({ ...taken, peer: typical, peerName: "bare COPY, the median" });
  report.add({ ...where, metric: "of these, sending", unit: "s", ours: ours.uploaded });
  report.add({
    ...where,
    metric: "items added",
    unit: "",
    ours: ours.added,
    better: "higher",
    target: { of: "ours", bound: rows },
  });
  const { server, worker } = ours.memory;
  for (const [name, bytes] of Object.entries({ server, worker, "server + worker": server + worker }))
    report.add({
      ...where,
      metric: `most memory, ${name}`,
      unit: "MB",
      ours: bytes / 1e6,
      target: { of: "ours", bound: 400 },
    });
}

/** Looks ten times a second at the resident memory of the server and of its worker. */
function watchMemory(server: number): { stop(): Memory } {
  const worker = childOf(server);
  const most = { server: 0, worker: 0 };
  const timer = setInterval(() => {
    most.server = Math.max(most.server, residentBytes(server));
    most.worker = Math.max(most.worker, residentBytes(worker));
  }, 100);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

function childOf(parent: number): number {
  const isWorker = (path: string) =>
    read(path, "stat").split(") ")[1]?.split(" ")[1] === String(parent) &&
    read(path, "cmdline").includes("--beside-server");
  const found = globSync("/proc/[0-9]*").find(isWorker);
  if (found === undefined) throw new Error("The server has no worker beside it.");
  return Number(found.split("/").at(-1));
}

const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}`, "status"))?.[1] ?? 0) * 1024;

function read(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    return "";
  }
}
