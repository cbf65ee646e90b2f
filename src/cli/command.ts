import type { Client } from "#client";
import type { ProgressBar } from "./progress-bar.ts";

/** A flag of a command: what it is for, and what its value looks like; a flag without a value is a switch. */
export interface Flag {
  readonly about: string;
  readonly value?: string;
  readonly kind?: "number";
  readonly oneOf?: readonly string[];
  readonly needed?: "yes";
}

/** The flags that a command was called with. */
export interface Flags {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  isOn(name: string): boolean;
  /** The value of a flag that the command cannot do without. */
  needed(name: string): string;
}

/** A call of a command. */
export interface Call {
  readonly client: Client;
  /** The word after the command: a path, an e-mail address. */
  readonly operand: string;
  readonly flags: Flags;
  readonly bar: ProgressBar;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What a command found: one object for scripts, and lines for people. */
interface Outcome {
  readonly json: object;
  readonly lines: readonly string[];
}

/** A command: its words, what it does, its operand and flags. */
export interface Command {
  readonly name: string;
  readonly about: string;
  readonly operand?: { readonly name: string; readonly about: string };
  readonly flags: Readonly<Record<string, Flag>>;
  readonly run: (call: Call) => Promise<Outcome>;
}
