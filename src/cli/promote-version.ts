import type { Command } from "./command.ts";
import { project, question, version } from "./project-flags.ts";

/** `promote`: approve a version and give it an alias. */
export const promoteVersion: Command = {
  name: "promote",
  about: "Approve a version and give it an alias, which leaves the version that had it.",
  flags: { project, version, question, alias: { value: "NAME", about: "The alias; champion if not given." } },
  async run({ client, flags, signal }) {
    const alias = flags.text("alias") ?? "champion";
    const given = {
      project: flags.needed("project"),
      version: flags.text("version") ?? "newest",
      question: flags.text("question"),
      alias,
    };
    const { number, approval, aliases } = await client.promoteVersion(given, { signal });
    return {
      json: { version: number, alias, aliases, approval },
      lines: [`Version ${number} is ${approval} and is now ${alias}.`],
    };
  },
};
