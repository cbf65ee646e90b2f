import { createServer } from "node:net";
import type { Config } from "#config";
import { answerQuestion } from "#deploy";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { holdServerLock } from "#platform/database";
import { firstWorkspace, ownerToken } from "#platform/people";
import { readSecrets, type Secrets } from "#platform/secrets";
import { openLog } from "#platform/telemetry";
import { announceAddress } from "./announce-address.ts";
import { openCurrentData } from "./open-data.ts";
import { type OpenWorld, openWorld } from "./open-world.ts";
import { runWorker } from "./run-worker.ts";
import { type Server, serve } from "./serve.ts";
import { untilStopped } from "./until-stopped.ts";

type Closing = () => Promise<unknown>;

/** `handloom start`: the database, the server and one worker, until Ctrl-C. */
export async function start(
  config: Config,
  given: { portIsAsked: "yes" | "no"; says: "text" | "json" },
): Promise<number> {
  const log = openLog({ level: config.HANDLOOM_LOG, process: "server" });
  const closings: Closing[] = [];
  const stopped = untilStopped();
  let isStopping = false;
  void stopped.then(() => {
    isStopping = true;
  });
  try {
    const starting = { ...given, log, closings, stopped, isStopping: () => isStopping };
    const reason = await Promise.race([stopped, up(config, starting)]);
    return reason === "lost" ? 1 : 0;
  } finally {
    for (const close of closings.reverse())
      await close().catch((thrown: unknown) => log.warn({ error: thrown }, "Something did not close."));
  }
}

interface Starting {
  readonly portIsAsked: "yes" | "no";
  readonly says: "text" | "json";
  readonly log: ReturnType<typeof openLog>;
  readonly closings: Closing[];
  readonly stopped: Promise<string>;
  readonly isStopping: () => boolean;
}

async function up(config: Config, starting: Starting): Promise<string> {
  const { log, closings } = starting;
  const secrets = await readSecrets(config);
  const opening = openCurrentData(config, log);
  // Stopped while it opens (a recovery or an upgrade takes its time), it is closed once it is open.
  closings.push(async () => (await opening.catch(() => undefined))?.stop());
  const data = await opening;
  if (starting.isStopping()) return "stopped";
  const lock = data.folder ? await holdServerLock({ url: data.url, folder: data.folder }) : undefined;
  if (lock) closings.push(() => lock.release());
  const open = await openWorld({ url: data.url, config, log, process: "server" });
  closings.push(() => open.close());
  const workspace = await firstWorkspace(open.world);
  const server = await serveSomewhere(open, { url: data.url, config, secrets, portIsAsked: starting.portIsAsked });
  closings.push(() => server.close());
  if (lock) await lock.announce(server.address);
  else closings.push(await announceAddress(config.HANDLOOM_DATA, server.address));
  const worker = runWorker({ url: data.url, log });
  closings.push(() => worker.stop());
  if (config.HANDLOOM_SAMPLE === "yes" && (workspace.made === "now" || (await isSampleCutShort(open, workspace.id))))
    await sample(open, { server, workspace: workspace.id, log });
  const token = await ownerToken(open.world, workspace.id);
  const link = token && `${server.address}/join?token=${token}`;
  const sentence = `Handloom is at ${server.address}${link ? `  (the first visitor of this one-time link becomes the owner: ${link} )` : ""}`;
  console.log(starting.says === "json" ? JSON.stringify({ address: server.address, link }) : sentence);
  const lost = lock?.lost.then(() => {
    console.error("Another Handloom serves this data now, so this one ends.");
    return "lost";
  });
  return Promise.race([starting.stopped, ...(lost ? [lost] : [])]);
}

async function isSampleCutShort({ world }: OpenWorld, workspace: Id<"workspace">): Promise<boolean> {
  const { findCutShort } = await import("#sample");
  return (await findCutShort(world, workspace)) !== undefined;
}

async function sample(
  open: OpenWorld,
  given: { server: Server; workspace: Id<"workspace">; log: Starting["log"] },
): Promise<void> {
  console.error("Making the sample project...");
  const { server, workspace } = given;
  const predict = async (endpoint: string, texts: readonly string[]): Promise<void> => {
    await server.serving.refresh();
    const served = server.serving.find(workspace, endpoint);
    if (!served) throw new Failure("unavailable", "The sample's endpoint is not there.");
    for (const text of texts)
      await answerQuestion(server.answering, served, { question: { text, scores: false, log: true }, parsed: 0 });
  };
  const { makeSample } = await import("#sample");
  await makeSample(open.world, { workspace, predict }).catch((thrown: unknown) => {
    given.log.error({ error: thrown }, "The sample project could not be made.");
    console.error("The sample project could not be made; everything else works. The log says why (HANDLOOM_LOG=info).");
  });
}

interface Somewhere {
  readonly url: string;
  readonly config: Config;
  readonly secrets: Secrets;
  readonly portIsAsked: "yes" | "no";
}

/** Serves on the configured port; when it is taken says so, and moves to the next free one unless that port was asked for. */
async function serveSomewhere(open: OpenWorld, given: Somewhere): Promise<Server> {
  const { PORT: port } = given.config;
  try {
    return await serve(open, { ...given, port });
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.facts.port !== port) throw thrown;
    const free = await nextFree(given.config.HANDLOOM_HOST, port + 1);
    if (given.portIsAsked === "yes")
      throw new Failure(
        "conflict",
        `Port ${port} is taken by another program. Port ${free} is free: start with PORT=${free}.`,
      );
    console.error(`Port ${port} is taken by another program, so Handloom takes ${free}.`);
    return serve(open, { ...given, port: free });
  }
}

async function nextFree(host: string, from: number): Promise<number> {
  for (let port = from; port < Math.min(from + 200, 65_536); port++) if (await isFree(host, port)) return port;
  throw new Failure("unavailable", `No port from ${from} on is free.`);
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once("error", () => resolve(false))
      .once("listening", () => probe.close(() => resolve(true)))
      .listen(port, host);
  });
}
