import type { Command } from "./command.ts";
import { endpoint } from "./project-flags.ts";

const shownScores = 3;

/** `predict`: ask an endpoint for the label of a text. */
export const predictText: Command = {
  name: "predict",
  about: "Ask an endpoint for the label, or the level, of a text.",
  flags: { endpoint, text: { value: "T", about: "The text.", needed: "yes" } },
  async run({ client, flags, signal }) {
    const given = { endpoint: flags.needed("endpoint"), text: flags.needed("text"), scores: true };
    const found = await client.predict(given, { signal });
    if ("answers" in found) throw new Error("The server answered many texts where one was asked.");
    const { label, score, rating, expected, scores = {}, unknown, version, prediction, milliseconds } = found;
    const others = Object.entries(scores)
      .filter(([name]) => name !== label)
      .sort(([, one], [, other]) => other - one)
      .slice(0, shownScores);
    const lines = [[label, score] as const, ...others].map(
      ([name, share]) => `${(share * 100).toFixed(1).padStart(5)} %  ${name}`,
    );
    if (expected !== undefined) lines.unshift(`Level ${label}, ${expected.toFixed(2)} expected.`);
    if (unknown)
      lines.unshift("Nothing of this text occurs in what the model learned: the answer says nothing about it.");
    return { json: { label, score, rating, expected, scores, unknown, version, prediction, milliseconds }, lines };
  },
};
