import { z } from "zod";

/** The value of an answer to a choice question: the ids of labels. */
export const choiceValue = z.strictObject({ labels: z.array(z.string().min(1).max(80)).min(1).max(200) });
/** The value of an answer to a choice question. */
export type ChoiceValue = z.infer<typeof choiceValue>;
