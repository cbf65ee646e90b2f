import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateMessages, type Message } from "#sample";
import { testDatabase } from "#tests/database";
import { untilStarted } from "./until-started.ts";

const root = resolve(import.meta.dirname, "../..");
const main = join(root, "src/main.ts");
const interval = { value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) };
const metrics = { accuracy: interval, macroF1: interval, ece: interval };

let folder = "";
let stop = async (): Promise<void> => undefined;

const environment = () => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(HANDLOOM|DATABASE_URL|VITEST|NODE_)/.test(name)),
  ),
  HANDLOOM_DATA: join(folder, "data"),
  HANDLOOM_SAMPLE: "no",
  PORT: "0",
});

/** Runs a command as a script would: its exit code and what it wrote. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [main, ...args], { env: environment(), cwd: root }, (thrown, out, err) =>
      done({ code: thrown ? Number(thrown.code) : 0, out, err }),
    );
  });
}

/** Runs a command that must succeed, with --json: one object on the standard output and nothing else. */
async function json(...args: string[]): Promise<unknown> {
  const { code, out, err } = await run(...args, "--json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out.trim().split("\n")).toHaveLength(1);
  return JSON.parse(out);
}

/** Runs a command that must fail: exit code 1, nothing on the standard output, one sentence on the standard error. */
async function refusal(...args: string[]): Promise<string> {
  const { code, out, err } = await run(...args);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^[^\n]+\n$/);
  return err.trim();
}

const csv = (messages: readonly Message[]) =>
  `message,topic\n${messages.map(({ text, label }) => `"${text.replaceAll('"', '""')}","${label}"`).join("\n")}\n`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "handloom-command-line-"));
  const messages = generateMessages({ count: 700, seed: 5 });
  await writeFile(join(folder, "train.csv"), csv(messages.slice(0, 500)));
  await writeFile(join(folder, "test.csv"), csv(messages.slice(500)));
  const rated = "message,how urgent\nthe parcel is wet,4\nthe house is on fire,5.0\nI wonder,sometimes\n";
  await writeFile(join(folder, "rated.csv"), rated);
  for (const [number, { text, label }] of generateMessages({ count: 60, seed: 6 }).entries()) {
    await mkdir(join(folder, "classes", label), { recursive: true });
    await writeFile(join(folder, "classes", label, `${number}.txt`), text);
  }
  await writeFile(join(folder, "classes/Refund/picture.png"), Buffer.from([0x89, 0x50, 0, 1]));
  stop = await untilStarted({ args: [main, "start"], cwd: root, env: environment() });
});

afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

describe("the loop, as a script runs it", () => {
  const project = ["--project", "Shop"];

  test("labelled rows are imported into a project that is made for them, and once only", async () => {
    const file = [
      "import",
      join(folder, "train.csv"),
      ...project,
      "--task",
      "classify",
      "--text",
      "message",
      "--label",
      "topic",
    ];
    const first = (await json(...file)) as { added: number; duplicates: number };
    expect(first).toEqual({
      import: expect.stringMatching(/^import_/),
      added: expect.any(Number),
      duplicates: expect.any(Number),
      rejected: 0,
      labelled: first.added,
      findings: expect.any(Array),
    });
    expect(first.added + first.duplicates).toBe(500);
    expect(await json(...file)).toMatchObject({ added: 0, duplicates: 500, rejected: 0 });
  });

  test("a test split is imported beside them", async () => {
    const file = [
      "import",
      join(folder, "test.csv"),
      ...project,
      "--text",
      "message",
      "--label",
      "topic",
      "--split",
      "test",
    ];
    expect(await json(...file)).toMatchObject({ added: expect.any(Number), rejected: 0 });
  });

  test("another question is asked, and a column answers it", async () => {
    const added = ["question", "add", ...project, "--name", "urgency"];
    expect(await json(...added, "--rating", "5", "--required", "no")).toMatchObject({
      id: expect.stringMatching(/^question_/),
      name: "urgency",
      kind: "rating",
      required: false,
      settings: { levels: 5 },
    });
    expect(await refusal(...added, "--labels", "low,high")).toContain('"urgency"');
    const columns = ["--text", "message", "--answers", "urgency = how urgent"];
    const file = ["import", join(folder, "rated.csv"), ...project, ...columns];
    expect(await json(...file)).toMatchObject({
      added: 3,
      labelled: 2,
      findings: [expect.objectContaining({ kind: "rating not readable", count: 1 })],
    });
    expect(await refusal(...file.slice(0, -1), "urgency")).toBe('--answers takes QUESTION=COL, and "urgency" is none.');
    expect(await refusal(...file.slice(0, -1), "mood=how urgent")).toContain('no question "mood"');
  });

  test("training gives a version with intervals, and at once a job where nobody waits", async () => {
    const trained = await json("train", ...project, "--wait", "--seed", "3", "--features", "words");
    expect(trained).toEqual({
      run: expect.stringMatching(/^run_/),
      version: 1,
      question: expect.stringMatching(/^question_/),
      seconds: expect.any(Number),
      split: "test",
      items: expect.any(Number),
      tooFew: false,
      metrics,
    });
    expect(await json("train", ...project)).toEqual({
      job: expect.stringMatching(/^job_/),
      run: expect.stringMatching(/^run_/),
    });
  });

  test("a version is measured on the test split", async () => {
    const found = (await json("evaluate", ...project, "--split", "test", "--version", "1")) as {
      items: number;
      perLabel: unknown[];
    };
    expect(found).toEqual({
      version: 1,
      split: "test",
      items: expect.any(Number),
      tooFew: false,
      metrics,
      perLabel: expect.any(Array),
    });
    expect(found.items).toBeGreaterThan(150);
    expect(found.perLabel).toHaveLength(12);
  });

  test("it is promoted, deployed, asked and watched", async () => {
    expect(await json("promote", ...project, "--version", "1")).toMatchObject({
      version: 1,
      alias: "champion",
      approval: "approved",
    });
    expect(await json("deploy", ...project, "--version", "1", "--endpoint", "shop")).toMatchObject({
      endpoint: "shop",
      version: 1,
      late: 0,
    });
    const answer = await json("predict", "--endpoint", "shop", "--text", "when do i get my money back");
    expect(answer).toEqual({
      label: "Refund",
      score: expect.any(Number),
      scores: expect.objectContaining({ Refund: expect.any(Number), Invoice: expect.any(Number) }),
      version: 1,
      prediction: expect.stringMatching(/^prediction_/),
      milliseconds: { parse: expect.any(Number), model: expect.any(Number), total: expect.any(Number) },
    });
    expect(await json("monitor", "--endpoint", "shop")).toMatchObject({ endpoint: "shop", version: 1, alerts: [] });
  });

  test("labels are exported, and the status counts", async () => {
    const out = join(folder, "out.csv");
    expect(await json("export", ...project, "--format", "csv", "--out", out)).toMatchObject({ out, format: "csv" });
    expect((await readFile(out, "utf8")).split("\n")[0]).toMatch(/^id,text,label,/);
    const status = { ready: true, projects: 1, items: expect.any(Number), labels: expect.any(Number), endpoints: 1 };
    expect(await json("status")).toEqual({
      ...status,
      jobs: { queued: expect.any(Number), running: expect.any(Number) },
    });
  });

  test("a key is made, and people read the same in words", async () => {
    const made = await run("key", "create", "--json");
    // Keys belong to people; before anybody has joined there is nobody to own one, and a sentence says so.
    if (made.code === 0) expect(JSON.parse(made.out)).toEqual({ id: expect.any(String), key: expect.any(String) });
    else expect(made.err).toMatch(/^[^\n]+\.\n$/);
    expect((await run("predict", "--endpoint", "shop", "--text", "refund please")).out).toMatch(
      /^ *\d+\.\d % {2}Refund\n/,
    );
  });
});

describe("a refusal is exit code 1 and one sentence", () => {
  test("a folder with too few documents in a class, with the counts, and the new project is gone again", async () => {
    const said = await refusal(
      "import",
      join(folder, "classes"),
      "--project",
      "Folder",
      "--min-per-class",
      "50",
      "--json",
    );
    expect(said).toMatch(/^Each class needs at least 50 documents .*Refund \d+/);
    expect(await json("status")).toMatchObject({ projects: 1 });
  });

  test("a folder with enough is taken; what is no text is counted", async () => {
    const taken = await json("import", join(folder, "classes"), "--project", "Folder", "--min-per-class", "1");
    expect(taken).toMatchObject({ added: 60, rejected: 1 });
  });

  test("a column that is not there, in the server's words", async () => {
    const said = await refusal("import", join(folder, "train.csv"), "--project", "Shop", "--text", "body");
    expect(said).toBe('The file has no column "body". It has "message", "topic".');
  });

  test("a file that is not there, an unknown project, endpoint and flag, a missing value", async () => {
    expect(await refusal("import", join(folder, "none.csv"), "--project", "Shop")).toContain("is not there");
    expect(await refusal("train", "--project", "Nobody", "--wait", "--json")).toMatch(/no.* project|project.* no/i);
    expect(await refusal("predict", "--endpoint", "none", "--text", "a")).toContain('"none"');
    expect(await refusal("predict", "--endpoint", "shop", "--txt", "a")).toContain("--txt");
    expect(await refusal("predict", "--endpoint")).toContain("--endpoint needs a value");
  });

  test("no server on this machine", async () => {
    await stop();
    expect(await refusal("status", "--json")).toMatch(
      /^Handloom is not running on this machine's data folder .*npm start/,
    );
  });
});

test("every command tells what it does, those that are the program itself, too, and knows its flags", async () => {
  const { out } = await run("--help");
  const names = [...out.matchAll(/^ {2}(\w+( \w+)?) {2}/gm)].map(([, name]) => name ?? "");
  expect(names).toEqual(expect.arrayContaining(["start", "work", "migrate", "import", "key create"]));
  const helps = await Promise.all(names.map((name) => run(...name.split(" "), "--help")));
  for (const [at, help] of helps.entries())
    expect(help).toEqual({
      code: 0,
      err: "",
      out: expect.stringMatching(new RegExp(`^handloom ${names[at]}[^]+--json`)),
    });
  expect(await refusal("work", "--fast")).toBe('"work" does not know "--fast". See: handloom work --help');
});

test("a worker on its own tells scripts in one object that it works, and ends when it is asked to", async () => {
  const { url } = await testDatabase();
  const worker = spawn(process.execPath, [main, "work", "--json"], {
    env: { ...environment(), DATABASE_URL: url },
    cwd: root,
  });
  const [said] = await once(worker.stdout, "data");
  expect(JSON.parse(String(said))).toEqual({ working: true });
  worker.kill("SIGTERM");
  expect(await once(worker, "exit")).toEqual([0, null]);
});
