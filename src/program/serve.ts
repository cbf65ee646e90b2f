import type { Config } from "#config";
import { type Answering, hotPredict, openPredictionLog, type Serving, startServing } from "#deploy";
import type { Id } from "#ids";
import { listen } from "#platform/database";
import { hostRule, liveScreens, problemAt, serveHttp } from "#platform/http";
import { identifier, openAuth } from "#platform/people";
import type { Secrets } from "#platform/secrets";
import { makeTelemetry } from "#platform/telemetry";
import { allBorders } from "./all-borders.ts";
import { makeServerApp } from "./make-server-app.ts";
import type { OpenWorld } from "./open-world.ts";

/** A serving process. */
export interface Server {
  readonly address: string;
  readonly port: number;
  readonly serving: Serving;
  readonly answering: Answering;
  close(): Promise<void>;
}

/** Serves the app and the API on the configured address until `close`, which loses no answer and no logged prediction. */
export async function serve(
  open: OpenWorld,
  given: { url: string; config: Config; secrets: Secrets; port: number },
): Promise<Server> {
  const { world, database } = open;
  const { config, secrets } = given;
  const screens = liveScreens();
  let address = addressOf(config, given.port);
  const [telemetry, auth] = await Promise.all([
    makeTelemetry(),
    openAuth({ pool: database.pool, secret: secrets.secret, address }),
  ]);
  const identify = identifier({ db: world.db, auth, localKey: secrets.localKey });
  const log = openPredictionLog(world, { texts: config.HANDLOOM_KEEP_PREDICTION_TEXTS });
  const answering = { log, clock: world.clock, patience: 1000 * config.HANDLOOM_PREDICT_SECONDS };
  const serving = await startServing(world, address);
  const parts = { config, auth, identify, address: () => address, serving, answering, screens, telemetry };
  const borders = allBorders(parts);
  const app = makeServerApp(world, parts, borders);
  const listening = await listen({
    url: given.url,
    channel: "handloom",
    onMessage: (message) => {
      screens.tell(message);
      const { kind, project } = (message ?? {}) as { kind?: string; project?: Id<"project"> | null };
      if (kind === "endpoints.changed") void serving.refresh();
      if (kind === "labels.changed" && project) serving.renamed(project);
    },
    onGap: () => {
      screens.gap();
      serving.renamed("all");
    },
  });
  // Names that changed between the first look at them and the first news.
  serving.renamed("all");
  const rule = hostRule({
    host: config.HANDLOOM_HOST,
    publicUrl: config.HANDLOOM_PUBLIC_URL,
    more: config.HANDLOOM_ALLOWED_HOSTS,
  });
  const stopParts = async () => {
    await log.stop();
    await serving.stop();
    await listening.stop();
  };
  const listener = await serveHttp({
    app,
    host: config.HANDLOOM_HOST,
    port: given.port,
    rule,
    problem: (path, problem) => problemAt(borders, path, problem),
    hot: hotPredict({ ...answering, serving, identify, telemetry }),
  }).catch(async (thrown) => {
    screens.close();
    await stopParts();
    throw thrown;
  });
  address = addressOf(config, listener.port);
  return {
    address,
    port: listener.port,
    serving,
    answering,
    async close() {
      screens.close();
      await listener.close();
      await stopParts();
    },
  };
}

/** How a browser reaches this server. */
function addressOf(config: Config, port: number): string {
  if (config.HANDLOOM_PUBLIC_URL) return config.HANDLOOM_PUBLIC_URL.replace(/\/$/, "");
  const host = config.HANDLOOM_HOST === "0.0.0.0" || config.HANDLOOM_HOST === "::" ? "127.0.0.1" : config.HANDLOOM_HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
