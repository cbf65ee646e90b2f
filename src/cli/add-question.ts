import type { Command, Flags } from "./command.ts";
import { countOf } from "./figures.ts";
import { project } from "./project-flags.ts";

/** `question add`: one more question about every item of a project. */
export const addQuestion: Command = {
  name: "question add",
  about: "Ask another question about every item: a choice of labels, or with --rating a rating.",
  flags: {
    project,
    name: { value: "NAME", about: "What the question is called.", needed: "yes" },
    rating: { value: "N", kind: "number", about: "It is a rating from 1 to N." },
    labels: { value: "A,B", about: "The labels of a choice; people may add others." },
    guideline: { value: "TEXT", about: "What those who answer should know." },
    required: {
      value: "yes|no",
      oneOf: ["yes", "no"],
      about: "Whether an item is open until it is answered; yes if not given.",
    },
  },
  async run({ client, flags, signal }) {
    const given = { project: flags.needed("project"), name: flags.needed("name"), ...askedBy(flags) };
    const question = await client.addQuestion(given, { signal });
    const answers = question.kind === "rating" ? "level" : "label";
    return {
      json: question,
      lines: [`${question.id}  ${question.name}  ${question.kind}, ${countOf(question.labels.length, answers)}`],
    };
  },
};

/** What the flags say of the question; what does not go together is the server's to refuse. */
function askedBy(flags: Flags) {
  const levels = flags.number("rating");
  const labels = flags
    .text("labels")
    ?.split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  return {
    kind: levels === undefined ? ("choice" as const) : ("rating" as const),
    settings: levels === undefined ? undefined : { levels },
    labels,
    guideline: flags.text("guideline"),
    required: flags.text("required") !== "no",
  };
}
