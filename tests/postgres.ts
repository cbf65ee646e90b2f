import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { clearLeftovers, isAlive } from "../src/platform/database/cluster-processes.ts";
import { startPrivateServer } from "../src/platform/database/private-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A migrated database that nobody uses, to be cloned. */
    template: { readonly server: string; readonly name: string };
  }
}

const prefix = "handloom-tests-";
const silent = { info: () => undefined, warn: () => undefined };

/**
 * Gives the whole run one PostgreSQL (HANDLOOM_TEST_DATABASE_URL, or a private one) with one migrated template.
 * @public Vitest calls it by its name.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer();
  const name = `template_${randomBytes(6).toString("hex")}`;
  try {
    await run(server.url, `create database ${name}`);
    await migrateTemplate(withDatabase(server.url, name));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("template", { server: server.url, name });
  return async () => {
    await run(server.url, `drop database if exists ${name} with (force)`).catch(() => undefined);
    await server.stop();
  };
}

async function openServer(): Promise<{ url: string; stop(): Promise<unknown> }> {
  const given = process.env.HANDLOOM_TEST_DATABASE_URL;
  if (given !== undefined && given !== "") return { url: given, stop: async () => undefined };
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  // Nothing of a test run has to outlive a power cut.
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" };
  const server = await startPrivateServer({ folder, log: silent, settings });
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** Ends the servers of earlier runs that were killed before they could. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    await clearLeftovers(join(tmpdir(), name, "cluster"));
    await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** Imported late, so that a fault in a migration fails the run with its own words. */
async function migrateTemplate(url: string): Promise<void> {
  const { migrate } = await import("../src/platform/database/migrate.ts");
  await migrate({ url });
}

/** Runs one statement on a server. */
export async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The address of another database of the same server. */
export function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
