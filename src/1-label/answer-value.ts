import { z } from "zod";

/** The value of an answer to a choice question. */
export const choiceValue = z.strictObject({ labels: z.array(z.string().min(1).max(80)).min(1).max(200) });
/** The value of an answer to a choice question. */
export type ChoiceValue = z.infer<typeof choiceValue>;

/** A suggestion as it is shown: labels with probabilities, largest first. */
export const shownSuggestion = z.object({
  source: z.enum(["live", "version"]),
  number: z.number().describe("The number of the live state or of the version."),
  scores: z.array(z.tuple([z.string(), z.number()])),
});
/** A suggestion as it is shown. */
export type ShownSuggestion = z.infer<typeof shownSuggestion>;
