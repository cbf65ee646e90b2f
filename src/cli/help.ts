import type { Command, Flag } from "./command.ts";
import { everyFlag } from "./read-arguments.ts";

const indent = "  ";

type Described = Pick<Command, "name" | "about" | "flags" | "operand">;

/** The commands that are the program itself and ask no server. */
export const ownCommands: readonly Described[] = [
  { name: "start", about: "Start the server on this machine (npm start).", flags: {} },
  { name: "work", about: "Run background work for a server, on this or another machine.", flags: {} },
  { name: "migrate", about: "Bring the database to the newest version.", flags: {} },
  { name: "rotate-secret", about: "Put a new secret before the one of the data folder; then start again.", flags: {} },
];

/** What a command does, with every flag in a line. */
export function helpOf(command: Described): string {
  const flags = { ...command.flags, ...everyFlag };
  const shown = Object.entries(flags).map(([name, flag]) => [head(name, flag), about(flag)] as const);
  const operand = command.operand ? [[command.operand.name, command.operand.about] as const] : [];
  return `${usage(command)}\n\n${command.about}\n\n${table([...operand, ...shown])}\n`;
}

/** Every command in a line. */
export function helpOfAll(commands: readonly Command[]): string {
  const rows = [...ownCommands, ...commands].map((command) => [command.name, command.about] as const);
  return `handloom <command> [flags]\n\n${table(rows)}\n\nEvery command has --help and --json. It talks to the server on this machine's data folder (HANDLOOM_DATA),\nor to the one that HANDLOOM_URL and HANDLOOM_API_KEY name.\n`;
}

function usage(command: Described): string {
  const flags = Object.entries(command.flags).map(([name, flag]) =>
    flag.needed ? head(name, flag) : `[${head(name, flag)}]`,
  );
  return ["handloom", command.name, ...(command.operand ? [command.operand.name] : []), ...flags].join(" ");
}

const head = (name: string, flag: Flag): string => (flag.value ? `--${name} ${flag.value}` : `--${name}`);
const about = (flag: Flag): string => (flag.needed ? `${flag.about} Needed.` : flag.about);

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${indent}${name.padEnd(width)}${indent}${text}`).join("\n");
}
