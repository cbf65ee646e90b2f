import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Failure } from "#failure";
import { clearLeftovers, processesOf, readPostmasterFile, waitUntilGone } from "./cluster-processes.ts";
import { copyCluster } from "./copy-cluster.ts";
import { withFolderLock } from "./folder-lock.ts";
import { type PrivateServer, startPrivateServer } from "./private-server.ts";
import { holdServerLock, readServerAddress } from "./server-lock.ts";

const log = { info: () => undefined, warn: () => undefined };
const settings = { shared_buffers: "16MB" };
const module = new URL("./private-server.ts", import.meta.url).href;
const lockModule = new URL("./server-lock.ts", import.meta.url).href;

let above: string;
let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  // mkdtemp makes it 0700: closed to every other account.
  above = await mkdtemp(join(tmpdir(), "handloom-server-"));
  folder = join(above, "a data folder, gewöhnlich", "postgres");
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await clearLeftovers(join(folder, "cluster"));
  await rm(above, { recursive: true, force: true });
});

const start = () => startPrivateServer({ folder, log, settings });
const cluster = () => join(folder, "cluster");

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function postmaster(): Promise<number> {
  return (await readPostmasterFile(cluster()))?.pid ?? 0;
}

/** Another Handloom: a process that starts on the same folder, says what came of it in one line, and stays. */
function another(
  mode: "serve" | "use",
  address = "http://127.0.0.1:1",
): { child: ChildProcess; said: Promise<string> } {
  const script = `
    import { startPrivateServer } from ${JSON.stringify(module)};
    import { holdServerLock } from ${JSON.stringify(lockModule)};
    const log = { info() {}, warn() {} };
    const [folder, mode, address] = process.argv.slice(1);
    const server = await startPrivateServer({ folder, log, settings: { shared_buffers: "16MB" } });
    try {
      if (mode === "serve") await holdServerLock({ url: server.url, folder, address });
      console.log(server.state);
      setInterval(() => {}, 1000);
    } catch (error) {
      console.log(error.message);
      await server.stop();
      process.exit();
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, folder, mode, address], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const said = new Promise<string>((resolve) => child.stdout?.once("data", (chunk) => resolve(String(chunk).trim())));
  return { child, said };
}

const ended = (child: ChildProcess) => new Promise<void>((resolve) => child.once("exit", () => resolve()));

describe("a private server", { timeout: 60_000 }, () => {
  test("is made on first use, keeps what was written, and leaves no process behind", async () => {
    const first = await start();
    expect(first.state).toBe("started");
    await query(first.url, "create table kept (word text)");
    await query(first.url, "insert into kept values ('naïve')");
    expect(await first.stop()).toBe("stopped");
    expect(await processesOf(cluster())).toEqual([]);

    const begun = performance.now();
    const second = await start();
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(await query(second.url, "select upper(word) as word from kept")).toEqual([{ word: "NAÏVE" }]);
    await second.stop();
    expect(await processesOf(cluster())).toEqual([]);
  });

  test("is closed to others: a password in a file that only its owner reads, loopback only, checksums on", async () => {
    const server = await start();
    expect((await stat(join(folder, "password"))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const wrong = server.url.replace(/:[^:@]+@/, ":guess@");
    await expect(query(wrong, "select 1")).rejects.toThrow(/password authentication failed/);
    const names = ["listen_addresses", "unix_socket_directories", "data_checksums", "synchronous_commit"];
    const rows = await query(
      server.url,
      `select name, setting from pg_settings where name in ('${names.join("','")}')`,
    );
    expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      data_checksums: "on",
      synchronous_commit: "on",
    });
    await server.stop();
  });

  test("recovers by itself after its postmaster was killed", async () => {
    const first = await start();
    await query(first.url, "create table kept as select 7 as number");
    process.kill(await postmaster(), "SIGKILL");
    const second = await start();
    expect(await query(second.url, "select number from kept")).toEqual([{ number: 7 }]);
    await first.stop();
    expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await second.stop();
    expect(await processesOf(cluster())).toEqual([]);
  });

  test("comes back where it was while it is in use, however it ended, with all that was acknowledged", async () => {
    const server = await start();
    await query(server.url, "create table kept (number int)");
    for (const [number, signal] of ["SIGKILL", "SIGINT", "SIGQUIT"].entries()) {
      await query(server.url, `insert into kept values (${number})`);
      process.kill(await postmaster(), signal);
      await expect
        .poll(() => query(server.url, "select count(*)::int as count from kept").catch(() => []), { timeout: 20_000 })
        .toEqual([{ count: number + 1 }]);
    }
    expect(await server.stop()).toBe("stopped");
    expect(await processesOf(cluster())).toEqual([]);
  });

  test("is not made anew, empty, in place of files that are gone", async () => {
    const server = await start();
    const aside = join(above, "aside");
    await rename(cluster(), aside);
    await clearLeftovers(aside);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await expect(stat(cluster())).rejects.toThrow("ENOENT");
    await rename(aside, cluster());
    await expect.poll(() => query(server.url, "select 1 as one").catch(() => []), { timeout: 20_000 }).toHaveLength(1);
    await server.stop();
  });

  test("ends the busy session of a killed postmaster before it starts again", async () => {
    const first = await start();
    const busy = query(first.url, "select count(*) from generate_series(1, 100000000000)").catch(() => undefined);
    await expect
      .poll(
        async () => (await query(first.url, "select 1 from pg_stat_activity where query like 'select count%'")).length,
      )
      .toBe(1);
    process.kill(await postmaster(), "SIGKILL");
    const second = await start();
    await busy;
    expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await first.stop();
    await second.stop();
  });

  test("survives when only Handloom was killed, and the next start adopts it", async () => {
    const { child, said } = another("serve");
    expect(await said).toBe("started");
    const pid = await postmaster();
    child.kill("SIGKILL");
    await ended(child);
    const next = await start();
    expect(next.state).toBe("adopted");
    expect(await postmaster()).toBe(pid);
    const lock = await holdServerLock({ url: next.url, folder, address: "http://127.0.0.1:2" });
    expect(await readServerAddress(folder)).toBe("http://127.0.0.1:2");
    await lock.release();
    expect(await next.stop()).toBe("stopped");
  });

  test("recovers after everything was killed and its process id was given to another program", async () => {
    const first = await start();
    const file = join(cluster(), "postmaster.pid");
    const text = await readFile(file, "utf8");
    // Whoever uses it starts it again at once, but not before its file names another.
    const stranger = await withFolderLock(folder, async () => {
      for (const pid of await processesOf(cluster())) process.kill(pid, "SIGKILL");
      expect(await waitUntilGone(cluster(), 5_000)).toBe(true);
      // A shell that somebody opened in the folder bears the id now: neither a reason to refuse nor ours to end.
      const shell = spawn("sleep", ["60"], { cwd: cluster(), stdio: "ignore" });
      children.push(shell);
      await writeFile(file, text.replace(/^\d+/, String(shell.pid)));
      return shell;
    });
    const second = await start();
    expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(stranger.exitCode ?? stranger.signalCode).toBe(null);
    await first.stop();
    await second.stop();
  });

  test("is refused with one sentence when another PostgreSQL made its files", async () => {
    await (await start()).stop();
    await writeFile(join(cluster(), "PG_VERSION"), "19\n");
    await expect(start()).rejects.toThrow(/made by PostgreSQL 19 and this Handloom brings 18; start a newer Handloom/);
  });

  test("stops only when nobody else uses it", async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect([one.state, two.state].sort()).toEqual(["adopted", "started"]);
    expect(await one.stop()).toBe("left running");
    expect(await query(two.url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(await two.stop()).toBe("stopped");
  });
});

describe("the one Handloom server of a folder", { timeout: 60_000 }, () => {
  test("makes a second start say where it answers", async () => {
    const server = await start();
    const lock = await holdServerLock({ url: server.url, folder, address: "http://127.0.0.1:3030" });
    const second = another("serve");
    expect(await second.said).toBe(
      "Handloom is already running on this data at http://127.0.0.1:3030; stop it first, or choose another HANDLOOM_DATA.",
    );
    // Until it has ended it uses the server as well, which then is left running.
    if (second.child.exitCode === null) await ended(second.child);
    await lock.release();
    await server.stop();
    expect(await processesOf(cluster())).toEqual([]);
  });

  test("is exactly one when three start together from nothing", async () => {
    const racers = [1, 2, 3].map((number) => another("serve", `http://127.0.0.1:${number}`));
    const said = await Promise.all(racers.map((racer) => racer.said));
    expect(said.filter((line) => line === "started" || line === "adopted")).toHaveLength(1);
    expect(said.filter((line) => line.startsWith("Handloom is already running"))).toHaveLength(2);
  });

  test("stays it when the database ends and comes back, and hears when another has become it meanwhile", async () => {
    const server = await start();
    const lock = await holdServerLock({ url: server.url, folder, address: "http://127.0.0.1:4" });
    let isLost = false;
    void lock.lost.then(() => (isLost = true));
    await rm(join(folder, "server.json"));
    process.kill(await postmaster(), "SIGKILL");
    await expect.poll(() => readServerAddress(folder), { timeout: 20_000 }).toBe("http://127.0.0.1:4");
    expect(isLost).toBe(false);
    const other = { pid: process.ppid, address: "http://127.0.0.1:5" };
    await writeFile(join(folder, "server.json"), JSON.stringify(other));
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    // It waits for the right before the one that has it loses it, so that it has it next.
    const taking = client.query("select pg_advisory_lock(7165101)");
    const waiting = "select 1 from pg_locks where locktype = 'advisory' and objid = 7165101 and not granted";
    await expect.poll(() => query(server.url, waiting), { timeout: 20_000 }).toHaveLength(1);
    await query(
      server.url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'handloom server'",
    );
    await taking;
    await lock.lost;
    await lock.release();
    expect(JSON.parse(await readFile(join(folder, "server.json"), "utf8"))).toEqual(other);
    await client.end();
    await server.stop();
  });

  test("stays it where its address cannot be written down again, because the disk is full", async () => {
    const server = await start();
    const lock = await holdServerLock({ url: server.url, folder, address: "http://127.0.0.1:6" });
    await rm(join(folder, "server.json"));
    await mkdir(join(folder, "server.json", "in the way"), { recursive: true });
    let isLost = false;
    void lock.lost.then(() => (isLost = true));
    process.kill(await postmaster(), "SIGKILL");
    const held = "select 1 from pg_locks where locktype = 'advisory' and objid = 7165101 and granted";
    await expect.poll(() => query(server.url, held).catch(() => []), { timeout: 20_000 }).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 6000));
    expect(isLost).toBe(false);
    await rm(join(folder, "server.json"), { recursive: true });
    await lock.release();
    await server.stop();
  });
});

describe("a copy of the cluster", { timeout: 60_000 }, () => {
  test("is refused while the server runs, starts like the original, and only the last three are kept", async () => {
    const server: PrivateServer = await start();
    await query(server.url, "create table kept as select 1 as number");
    await expect(copyCluster(folder, "early")).rejects.toThrow(Failure);
    await server.stop();
    const copies = [];
    for (const name of ["first", "second", "third", "before 0.2.0"]) copies.push(await copyCluster(folder, name));
    await expect(stat(copies[0] as string)).rejects.toThrow();
    expect(copies[3]).toMatch(/Z before-0\.2\.0$/);

    const elsewhere = join(above, "elsewhere");
    await mkdir(elsewhere);
    await copyFile(join(folder, "password"), join(elsewhere, "password"));
    await rename(copies[3] as string, join(elsewhere, "cluster"));
    const copy = await startPrivateServer({ folder: elsewhere, log, settings });
    expect(await query(copy.url, "select number from kept")).toEqual([{ number: 1 }]);
    await copy.stop();
  });
});
