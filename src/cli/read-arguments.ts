import { parseArgs } from "node:util";
import { Failure } from "#failure";
import type { Command, Flag, Flags } from "./command.ts";

/** The flags that every command has. */
export const everyFlag: Readonly<Record<string, Flag>> = {
  json: { about: "Print one JSON object and nothing else." },
  help: { about: "Print this." },
};

/** A command line, taken apart and checked. */
export interface Asked {
  readonly operand: string;
  readonly flags: Flags;
}

/** Reads the arguments of a command; whatever is wrong with them is a failure that names the flag. */
export function readArguments(command: Command, given: readonly string[]): Asked {
  const known = { ...command.flags, ...everyFlag };
  const { values, operands } = takeApart(command, given);
  const flags: Flags = {
    text: (name) => values.get(name),
    number: (name) => (values.has(name) ? Number(values.get(name)) : undefined),
    isOn: (name) => values.has(name),
    needed: (name) => values.get(name) ?? "",
  };
  if (flags.isOn("help")) return { operand: "", flags };
  for (const [name, value] of values) refuseWrong(name, known[name] as Flag, value);
  const missing = Object.keys(known).find((name) => known[name]?.needed && !values.has(name));
  if (missing) throw wrong(command, `"${command.name}" needs --${missing} ${known[missing]?.value}.`, missing);
  if (command.operand && operands.length === 0)
    throw wrong(command, `"${command.name}" needs ${command.operand.name}.`, command.operand.name);
  return { operand: operands[0] ?? "", flags };
}

/** A flag's value is the word after it, a dash in front or not, unless that word is a flag of this command. */
function takeApart(command: Command, given: readonly string[]): { values: Map<string, string>; operands: string[] } {
  const known = { ...command.flags, ...everyFlag };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, flag]) => [
      name,
      { type: flag.value ? ("string" as const) : ("boolean" as const) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...given], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const flag = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (!flag) throw wrong(command, `"${command.name}" has no flag ${token.rawName}.`, token.rawName);
    if (!flag.value && token.value !== undefined) throw wrong(command, `${token.rawName} takes no value.`, token.name);
    const isFlag = !token.inlineValue && token.value?.startsWith("--") && Object.hasOwn(known, token.value.slice(2));
    if (flag.value && (token.value === undefined || token.value === "" || isFlag))
      throw wrong(command, `--${token.name} needs a value: --${token.name} ${flag.value}.`, token.name);
    values.set(token.name, token.value ?? "");
  }
  const extra = operands[command.operand ? 1 : 0];
  if (extra !== undefined) throw wrong(command, `"${command.name}" does not take "${extra}".`, extra);
  return { values, operands };
}

function refuseWrong(name: string, flag: Flag, value: string): void {
  if (flag.kind === "number" && !/^-?\d{1,15}$/.test(value))
    throw new Failure("invalid", `--${name} must be a whole number, and "${value}" is none.`, { field: name });
  if (flag.oneOf && !flag.oneOf.includes(value))
    throw new Failure("invalid", `--${name} must be ${flag.oneOf.join(" or ")}, not "${value}".`, { field: name });
}

const wrong = (command: Command, sentence: string, field: string): Failure =>
  new Failure("invalid", `${sentence} See: handloom ${command.name} --help`, { field });
