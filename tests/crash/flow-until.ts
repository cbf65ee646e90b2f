import { automateJobs } from "#automate";
import { folderBlobs } from "#platform/blobs";
import { bulkTransaction, openDatabase } from "#platform/database";
import { seededRandom } from "#statistics";

// A process of its own that has the database and the files alone: it carries out the job of a training, and is killed where it says
// what it was told to be killed at.
const { URL: url = "", FOLDER: folder = "", JOB: job = "", UNTIL: until = "" } = process.env;

const database = openDatabase<never>({ url, connections: 4, name: "flow" });
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const world = {
  db: database.db,
  bulk: (work: never) => bulkTransaction(database.pool, work),
  clock: { now: () => new Date() },
  random: seededRandom(1),
  log: quiet,
  blobs: folderBlobs(folder),
};
const heard = (sentence: string) => {
  if (until !== "" && sentence.startsWith(until)) process.kill(process.pid, "SIGKILL");
};
const progress = {
  signal: new AbortController().signal,
  fence: async () => undefined,
  report: (_: number, __: number, sentence: string) => heard(sentence),
  line: heard,
};
const [flow] = automateJobs;
const result = await flow?.run(world as never, { ...JSON.parse(job), progress } as never);
await database.close();
process.stdout.write(JSON.stringify(result));
