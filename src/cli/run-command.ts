import { Failure, sentenceOf } from "#failure";
import type { Command, Flags } from "./command.ts";
import { commands } from "./commands.ts";
import { connect, type Where } from "./connect.ts";
import { helpOf, helpOfAll, ownCommands } from "./help.ts";
import { openProgressBar } from "./progress-bar.ts";
import { readArguments } from "./read-arguments.ts";

/** A call of the command line: its arguments, the settings, and where to write if not to this process's own streams. */
export interface Given {
  readonly arguments: readonly string[];
  readonly config: Where;
  readonly out?: { write(text: string): unknown };
  readonly err?: { write(text: string): unknown };
}

/** Runs one command and gives its exit code: 0, or 1 with one sentence on the standard error. */
export async function runCommand(given: Given): Promise<number> {
  const out = given.out ?? process.stdout;
  const err = given.err ?? process.stderr;
  try {
    out.write(await answer(given));
    return 0;
  } catch (thrown) {
    err.write(`${sentenceOf(thrown).replace(/\s+/g, " ").trim()}\n`);
    return 1;
  }
}

async function answer(given: Given): Promise<string> {
  const [first = "help"] = given.arguments;
  if (first === "help" || first === "--help" || first === "-h") return helpOfAll(commands);
  const own = ownCommands.find((command) => command.name === first);
  if (own) return helpOf(own);
  const command = findCommand(given.arguments);
  const asked = readArguments(command, given.arguments.slice(command.name.split(" ").length));
  if (asked.flags.isOn("help")) return helpOf(command);
  return run(command, asked, given.config);
}

function findCommand(given: readonly string[]): Command {
  const found = commands.find((command) => command.name.split(" ").every((word, at) => word === given[at]));
  if (found) return found;
  const within = commands.filter((command) => command.name.startsWith(`${given[0]} `)).map((command) => command.name);
  if (within.length > 0)
    throw new Failure("invalid", `"${given[0]}" needs a second word. There is: ${within.join(", ")}.`);
  const list = commands.map((command) => command.name).join(", ");
  throw new Failure("invalid", `There is no command "${given[0]}". There is: ${list}. See: handloom --help`);
}

async function run(command: Command, asked: { operand: string; flags: Flags }, config: Where): Promise<string> {
  const client = await connect(config);
  const bar = openProgressBar(process.stderr);
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Failure("conflict", "Cancelled."));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    const outcome = await command.run({ client, bar, signal: stopping.signal, ...asked });
    const lines = asked.flags.isOn("json") ? [JSON.stringify(outcome.json)] : outcome.lines;
    return lines.map((line) => `${line}\n`).join("");
  } finally {
    bar.clear();
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
