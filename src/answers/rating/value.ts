import { z } from "zod";

/** The most levels of a rating. */
const mostLevels = 10;

/** The value of an answer to a rating question: a level from 1 up. */
export const ratingValue = z.strictObject({ rating: z.number().int().min(1).max(mostLevels) });
/** The value of an answer to a rating question. */
export type RatingValue = z.infer<typeof ratingValue>;

/** What a rating question asks for: a level from 1 to `levels`, and what its ends mean. */
export const ratingSettings = z.object({
  levels: z.number().int().min(2).max(mostLevels).default(5),
  lowest: z.string().max(80).optional().describe("What level 1 means."),
  highest: z.string().max(80).optional().describe("What the last level means."),
});
/** What a rating question asks for. */
export type RatingSettings = z.infer<typeof ratingSettings>;
