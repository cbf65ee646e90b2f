import type { Command, Flag } from "./command.ts";
import { everyFlag } from "./read-arguments.ts";

const indent = "  ";

/** What a command does, with every flag in a line. */
export function helpOf(command: Command): string {
  const flags = { ...command.flags, ...everyFlag };
  const shown = Object.entries(flags).map(([name, flag]) => [head(name, flag), about(flag)] as const);
  const operand = command.operand ? [[command.operand.name, command.operand.about] as const] : [];
  return `${usage(command)}\n\n${command.about}\n\n${table([...operand, ...shown])}\n`;
}

/** Every command in a line. */
export function helpOfAll(commands: readonly Command[]): string {
  const own = [
    ["start", "Start the server on this machine (npm start)."],
    ["work", "Run background work for a server, on this or another machine."],
    ["migrate", "Bring the database to the newest version."],
  ] as const;
  const rows = commands.map((command) => [command.name, command.about] as const);
  return `handloom <command> [flags]\n\n${table([...own, ...rows])}\n\nEvery command has --help and --json. It talks to the server on this machine's data folder (HANDLOOM_DATA),\nor to the one that HANDLOOM_URL and HANDLOOM_API_KEY name.\n`;
}

function usage(command: Command): string {
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
