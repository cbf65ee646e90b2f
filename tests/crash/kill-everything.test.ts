import { spawn } from "node:child_process";
import { globSync, readFileSync, readlinkSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeClient } from "#client";
import { generateMessages } from "#sample";

const root = join(import.meta.dirname, "../..");
let folder: string;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "handloom crash "));
  port = await freePort();
});
afterAll(async () => {
  killAll();
  await sleep(300);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** Starts the program and waits for its line; gives how many milliseconds that took. */
async function start(): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, "src/main.ts"), "start"], {
    env: { ...process.env, HANDLOOM_DATA: folder, PORT: String(port), HANDLOOM_SAMPLE: "no" },
    stdio: ["ignore", "pipe", "pipe"],
  });

  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
    if (process.env.HANDLOOM_TEST_SHOW) process.stderr.write(chunk);
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (chunk) => String(chunk).includes("Handloom is at") && resolve());
    child.once("exit", (code) => reject(new Error(`The program ended with ${code}: ${said}`)));
  });
  child.removeAllListeners("exit");
  return performance.now() - started;
}

const client = () =>
  makeClient({ url: `http://127.0.0.1:${port}`, key: readFileSync(join(folder, "local.key"), "utf8").trim() });

/** Every process of this installation: the program, its workers, and PostgreSQL with its backends. */
function processes(): number[] {
  return globSync("/proc/[0-9]*").flatMap((place) => {
    try {
      const ours =
        readFileSync(`${place}/environ`, "latin1").includes(`HANDLOOM_DATA=${folder}`) ||
        readlinkSync(`${place}/cwd`).startsWith(folder);
      return ours ? [Number(place.slice("/proc/".length))] : [];
    } catch {
      return [];
    }
  });
}

/** kill -9 of everything, all at once. */
function killAll(): void {
  for (const pid of processes()) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

async function waitFor<Found>(look: () => Promise<Found | undefined>, seconds: number): Promise<Found> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`Not seen within ${seconds} s.`);
    await sleep(100);
  }
}

const ended = (job: string) =>
  waitFor(async () => {
    const seen = await client().readJob({ job });
    return seen.endedAt === undefined ? undefined : seen;
  }, 90);

const send = async (name: string, text: string, options: object) => {
  const sent = await client().uploadImport({ project: "crash", name, body: new TextEncoder().encode(text) });
  return client().startImport({ project: "crash", import: sent.import, ...options });
};

const csvOf = (messages: readonly { text: string; label: string }[]) =>
  `text,label\n${messages.map((one, k) => `"${one.text.replaceAll('"', '""')} ${k}","${one.label}"`).join("\n")}\n`;

test.skipIf(process.platform !== "linux")(
  "kill -9 of everything during an import, labelling and training loses nothing that was acknowledged",
  async () => {
    await start();
    await client().createProject({ name: "crash", labels: ["a", "b"] });

    // During an import: after the next start it is taken up and ends, whole.
    const messages = generateMessages({ count: 60_000, seed: 1 });
    const importing = await send("big.csv", csvOf(messages), { label: "label" });
    await waitFor(async () => ((await client().readJob({ job: importing.job })).done > 5000 ? true : undefined), 30);
    killAll();
    expect(await start()).toBeLessThan(10_000);
    const before = await client().listItems({ project: "crash" });
    expect(before.rows.length === 0 || (await client().readJob({ job: importing.job })).state === "done").toBe(true);
    expect(await ended(importing.job)).toMatchObject({ state: "done", result: { added: 60_000 } });

    // During labelling: every answer that was acknowledged is there.
    const more = Array.from({ length: 400 }, (_, k) => `to be labelled ${k}`).join("\n");
    await ended((await send("more.txt", more, {})).job);
    const [question] = (await client().readProject({ project: "crash" })).questions;
    const label = question?.labels[0]?.id ?? "";
    const acknowledged: string[] = [];
    let dead: "yes" | "no" = "no";
    const labelling = (async () => {
      for (let k = 0; dead === "no"; k++) {
        const { tasks } = await client().nextTasks({ project: "crash", count: 1 });
        const annotation = `annotation_crash${String(k).padStart(8, "0")}`;
        await client().giveAnswers({
          project: "crash",
          annotation,
          item: tasks[0]?.item ?? "",
          answers: { label: { labels: [label] } },
        });
        acknowledged.push(tasks[0]?.item ?? "");
      }
    })().catch(() => undefined);
    await waitFor(async () => (acknowledged.length > 60 ? true : undefined), 30);
    killAll();
    dead = "yes";
    await labelling;
    await start();
    const still = await client().readProgress({ project: "crash" });
    expect(still.labelled).toBeGreaterThanOrEqual(60_000 + acknowledged.length);
    for (const item of acknowledged)
      expect((await client().readItem({ project: "crash", item })).answers).toMatchObject([{ label }]);

    // During training: another worker takes it over within a minute, or it had ended.
    const training = await client().startTraining({ project: "crash" });
    await waitFor(
      async () => ((await client().readJob({ job: training.job })).state === "running" ? true : undefined),
      20,
    );
    killAll();
    await start();
    const trained = await ended(training.job);
    expect(trained.error).toBeUndefined();
    expect(trained).toMatchObject({ state: "done", result: { version: 1 } });
    expect((await client().listVersions({ project: "crash" })).rows).toHaveLength(1);
  },
  240_000,
);

/** The command line of a process; empty for one that ended in the meantime. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}

test.skipIf(process.platform !== "linux")(
  "a stop leaves no process, and a second start on a folder in use is refused with a sentence",
  async () => {
    await expect(start()).rejects.toThrow(/already running/);
    const [first] = processes();
    expect(first).toBeDefined();
    for (const pid of processes()) {
      const command = commandOf(pid);
      if (command.includes("main.ts") && command.includes("start")) process.kill(pid, "SIGINT");
    }
    await waitFor(async () => (processes().length === 0 ? true : undefined), 15);
  },
);
