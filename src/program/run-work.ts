import type { Config } from "#config";
import { openLog } from "#platform/telemetry";
import { giveWay } from "#platform/threads";
import { openCurrentData, openData } from "./open-data.ts";
import { openWorld } from "./open-world.ts";
import { tidyHourly } from "./tidy.ts";
import { untilStopped } from "./until-stopped.ts";
import { work } from "./work.ts";

/** `handloom work`: a worker alone, on any machine that reaches the database and the folder or bucket of files. */
export async function runWork(
  config: Config,
  given: { besideServer: "yes" | "no"; says: "text" | "json" },
): Promise<number> {
  const log = openLog({ level: config.HANDLOOM_LOG, process: "worker" });
  const stopped = untilStopped();
  if (given.besideServer === "yes") giveWay("process");
  const data = given.besideServer === "yes" ? await openData(config, log) : await openCurrentData(config, log);
  const open = await openWorld({ url: data.url, config, log, process: "worker" });
  const working = await work(open, data.url);
  // What is kept how long is said where the server is started: a worker elsewhere may not have heard of it.
  const tidying = given.besideServer === "yes" ? tidyHourly(open.world, config) : undefined;
  if (given.says === "json") console.log(JSON.stringify({ working: true }));
  else if (given.besideServer === "no") console.error("Working. Ctrl-C stops; what runs then goes on elsewhere.");
  await stopped;
  void tidying?.stop();
  await working.stop();
  await open.close();
  await data.stop();
  return 0;
}

/** `handloom migrate`: brings the database to this version and ends. */
export async function runMigrate(config: Config, says: "text" | "json"): Promise<number> {
  const log = openLog({ level: config.HANDLOOM_LOG, process: "migrate" });
  const data = await openCurrentData(config, log);
  await data.stop();
  console.log(says === "json" ? JSON.stringify({ upToDate: true }) : "The database is up to date.");
  return 0;
}
