import { type Bench, type Line, lineOf, tableOf } from "./report.ts";

// npm run bench -- <name> [--json]. A new bench is one file that exports a `Bench`, and one line here.
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  text: async () => (await import("./text.ts")).textBench,
  serve: async () => (await import("./serve.ts")).serveBench,
  import: async () => (await import("./import.ts")).importBench,
  queue: async () => (await import("./queue.ts")).queueBench,
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
const missed = lines.filter((line) => line.met === false);
if (!asJson)
  console.log(`${tableOf(lines)}\n\n${missed.length === 0 ? "Every target met." : `${missed.length} targets missed.`}`);
process.exitCode = missed.length === 0 ? 0 : 1;
