import type { Operations } from "#client";
import type { Command } from "./command.ts";

type Scope = NonNullable<Operations["createKey"]["given"]["scopes"]>[number];

/** `key create`: an API key for scripts. */
export const createKey: Command = {
  name: "key create",
  about: "Make an API key; it is shown this once.",
  flags: {
    name: { value: "NAME", about: 'What the key is for; "command line" if not given.' },
    scopes: {
      value: "A,B",
      about: "What it may do: read, label, import, train, deploy, predict, manage; all if not given.",
    },
    days: { value: "N", kind: "number", about: "After how many days it ends; never if not given." },
  },
  async run({ client, flags, signal }) {
    const scopes = flags
      .text("scopes")
      ?.split(",")
      .map((scope) => scope.trim() as Scope);
    const given = { name: flags.text("name") ?? "command line", scopes, days: flags.number("days") };
    const { id, key } = await client.createKey(given, { signal });
    return { json: { id, key }, lines: [key] };
  },
};
