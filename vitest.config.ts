import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const ofSource = ["src/**/*.test.ts", "web/**/*.test.ts", "web/**/*.test.tsx", "launch/**/*.test.ts"];

/** The tests that ask for no database and start no process: they say so by what they import. */
const pure = globSync(ofSource).filter(
  (file) =>
    !/from "(#tests\/|[./]+\/tests\/|node:child_process|\.\/(private-server|open-data)\.ts)/.test(
      readFileSync(file, "utf8"),
    ),
);

const withDatabase = {
  globalSetup: "tests/postgres.ts",
  pool: "forks",
  testTimeout: 20_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "laws", include: ["tests/architecture/**/*.test.ts"], pool: "threads" } },
      { extends: true, test: { name: "pure", include: pure, pool: "threads" } },
      { extends: true, test: { name: "unit", include: ofSource, exclude: pure, ...withDatabase } },
      {
        extends: true,
        test: {
          name: "system",
          include: ["tests/{hostile,crash,clients}/**/*.test.ts"],
          ...withDatabase,
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["tests/journeys/**/*.test.ts"],
          ...withDatabase,
          testTimeout: 120_000,
          // One Chromium at a time: two would starve each other on a small machine.
          fileParallelism: false,
        },
      },
    ],
  },
});
