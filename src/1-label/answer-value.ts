import { z } from "zod";
import { rowInteger } from "#platform/http/contract";

/** A suggestion as it is shown: labels with probabilities, largest first. */
export const shownSuggestion = z.object({
  source: z.enum(["live", "version"]),
  number: rowInteger.describe("The number of the live state or of the version."),
  scores: z.array(z.tuple([z.string().max(200), z.number().min(0).max(1)])).max(5000),
});
/** A suggestion as it is shown. */
export type ShownSuggestion = z.infer<typeof shownSuggestion>;
