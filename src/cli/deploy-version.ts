import type { Command } from "./command.ts";
import { countOf } from "./figures.ts";
import { endpoint, project, question, version } from "./project-flags.ts";

/** `deploy`: make an endpoint serve a version. */
export const deployVersion: Command = {
  name: "deploy",
  about: "Make an endpoint serve a version; ends when every live server has confirmed it.",
  flags: { project, version, question, endpoint },
  async run({ client, flags, signal }) {
    const given = {
      project: flags.needed("project"),
      name: flags.needed("endpoint"),
      version: asVersion(flags.text("version")),
      question: flags.text("question"),
    };
    const { endpoint: made, servers, late } = await client.deployVersion(given, { signal });
    const lines = [
      `The endpoint ${made.name} serves version ${made.version} on ${countOf(servers, "server")}.`,
      ...(late > 0 ? [`${countOf(late, "server")} did not confirm within ten seconds.`] : []),
    ];
    return { json: { endpoint: made.name, version: made.version, revision: made.revision, servers, late }, lines };
  },
};

/** A number where it is one; an alias otherwise. */
function asVersion(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : text;
}
