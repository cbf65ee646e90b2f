import { expect, test } from "vitest";
import { commands } from "./commands.ts";
import { helpOf, helpOfAll } from "./help.ts";
import { readArguments } from "./read-arguments.ts";

const command = (name: string) => commands.find((one) => one.name === name) ?? expect.unreachable();

test("flags, values and the operand are read in any order", () => {
  const { operand, flags } = readArguments(command("import"), [
    "--project",
    "P",
    "data.csv",
    "--min-per-class=5",
    "--json",
  ]);
  expect(operand).toBe("data.csv");
  expect(flags.needed("project")).toBe("P");
  expect(flags.number("min-per-class")).toBe(5);
  expect(flags.isOn("json")).toBe(true);
  expect(flags.text("label")).toBeUndefined();
});

test("a value may begin with a dash", () => {
  const { flags } = readArguments(command("predict"), ["--endpoint", "e", "--text", "-5 degrees and --cold"]);
  expect(flags.needed("text")).toBe("-5 degrees and --cold");
});

test.each([
  ["predict", ["--endpoint", "e", "--txt", "a"], "has no flag --txt"],
  ["predict", ["--endpoint", "e"], '"predict" needs --text T.'],
  ["predict", ["--endpoint", "--text", "a"], "--endpoint needs a value"],
  ["predict", ["--text", "a", "--endpoint"], "--endpoint needs a value"],
  ["predict", ["--text", "a", "--endpoint", "e", "more"], 'does not take "more"'],
  ["predict", ["--text", "a", "--endpoint", "e", "--json=yes"], "--json takes no value"],
  ["train", ["--project", "P", "--seed", "x"], '--seed must be a whole number, and "x" is none'],
  ["train", ["--project", "P", "--features", "chars"], '--features must be words or all, not "chars"'],
  ["import", ["--project", "P"], '"import" needs PATH'],
  ["evaluate", ["--project", "P"], '"evaluate" needs --split test|validation|audit'],
])("%s %j is refused with a sentence that names the flag", (name, given, sentence) => {
  expect(() => readArguments(command(name), given)).toThrow(sentence);
});

test("help needs nothing else, and shows every flag in a line", () => {
  expect(readArguments(command("train"), ["--help"]).flags.isOn("help")).toBe(true);
  for (const one of commands) {
    const help = helpOf(one);
    for (const flag of [...Object.keys(one.flags), "json", "help"])
      expect(help).toMatch(new RegExp(`^  --${flag}\\b.*\\.$`, "m"));
    expect(helpOfAll(commands)).toContain(one.name);
  }
});
