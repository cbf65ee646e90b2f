import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Client, ClientError } from "#client";
import { Failure } from "#failure";
import type { Flags } from "./command.ts";
import { importPath } from "./import-path.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "handloom-import-"));
  await writeFile(join(folder, "rows.csv"), "text,label\nparcel late,Delivery\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const flags: Flags = {
  text: () => undefined,
  number: () => undefined,
  isOn: () => false,
  needed: () => "Messages",
};

/** Imports with Ctrl-C at the start of the import; the job ends as is said. */
async function interrupted(server: { isStarted: "yes" | "no"; job: { state: string; error?: string } }) {
  const stopping = new AbortController();
  const cancelled: string[] = [];
  const waiting = { added: 1, duplicates: 0, rejected: 0, labelled: 1, rejects: [], findings: [] };
  const client = {
    readProject: async () => ({ id: "project_1" }),
    uploadImport: async () => ({ import: "import_1" }),
    async startImport() {
      stopping.abort(new Failure("conflict", "Cancelled."));
      throw stopping.signal.reason;
    },
    dropImport: async () => ({}),
    async readImport() {
      if (server.isStarted === "yes") return { ...waiting, job: "job_1" };
      throw new ClientError({ status: 404, kind: "missing", message: "There is no such import." });
    },
    readJob: async () => ({ ...server.job, result: {}, ...(cancelled.length > 0 && { endedAt: "now" }) }),
    cancelJob: async ({ job }: { job: string }) => ({ cancelled: cancelled.push(job) }),
  } as unknown as Client;
  const bar = { show: () => undefined, clear: () => undefined };
  const call = { client, bar, flags, operand: join(folder, "rows.csv"), signal: stopping.signal };
  const said = await importPath.run(call).then(
    ({ lines }) => lines[0],
    (thrown: Error) => thrown.message,
  );
  return { said, cancelled };
}

test("Ctrl-C before anything was started imports nothing, and says so", async () => {
  const { said, cancelled } = await interrupted({ isStarted: "no", job: { state: "queued" } });
  expect({ said, cancelled }).toEqual({ said: "Cancelled; nothing was imported.", cancelled: [] });
});

test("an import that began all the same is cancelled, and only its end says that nothing was imported", async () => {
  const ended = (state: string, error?: string) =>
    interrupted({ isStarted: "yes", job: { state, ...(error && { error }) } });
  expect(await ended("cancelled")).toEqual({ said: "Cancelled; nothing was imported.", cancelled: ["job_1"] });
  expect((await ended("failed", "The disk is full.")).said).toBe("The disk is full.");
});

test("an import that outran its cancelling tells what it imported", async () => {
  const stopping = await interrupted({ isStarted: "yes", job: { state: "done" } });
  expect(stopping.said).toContain("1 item added");
});
