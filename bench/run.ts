import { type Bench, type Line, lineOf, tableOf, verdictOf } from "./report.ts";

// npm run bench -- <name> [--json]. A new bench is one file that exports a `Bench`, and one line here.
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  text: async () => (await import("./text.ts")).textBench,
  few: async () => (await import("./few.ts")).fewBench,
  levels: async () => (await import("./levels.ts")).levelsBench,
  serve: async () => (await import("./serve.ts")).serveBench,
  import: async () => (await import("./import.ts")).importBench,
  queue: async () => (await import("./queue.ts")).queueBench,
  alarms: async () => (await import("./alarms.ts")).alarmsBench,
  million: async () => (await import("./million.ts")).millionBench,
};

const [name, ...flags] = process.argv.slice(2);
const open = Object.hasOwn(benches, name ?? "") ? benches[name ?? ""] : undefined;
if (!open) {
  console.error(`Say which bench: npm run bench -- <${Object.keys(benches).join(" | ")}> [--json]`);
  process.exit(2);
}

const asJson = flags.includes("--json");
const bench = await open();
const lines: Line[] = [];
const take = (line: Line) => {
  lines.push(line);
  if (asJson) console.log(JSON.stringify(line));
};
await bench.run({
  add: (figure) => take(lineOf(bench.name, figure)),
  skip: (what, reason) => take({ bench: bench.name, case: what, metric: "-", skipped: reason }),
});
const verdict = verdictOf(lines);
if (!asJson) console.log(`${tableOf(lines)}\n`);
// The last line says it, of JSON as well: what was not measured is no success.
if (asJson) console.log(JSON.stringify({ bench: bench.name, ...verdict }));
else console.log(verdict.sentence);
process.exitCode = verdict.ok ? 0 : 1;
