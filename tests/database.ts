import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { run, withDatabase } from "./postgres.ts";

/** A database of one test file: empty, at the newest migration. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

/** Clones the migrated template for the calling test file; `afterAll` calls its `drop`. */
export async function testDatabase(): Promise<TestDatabase> {
  const { server, name } = inject("template");
  const own = `test_${randomBytes(6).toString("hex")}`;
  await run(server, `create database ${own} template ${name}`);
  return { url: withDatabase(server, own), drop: () => run(server, `drop database if exists ${own} with (force)`) };
}
