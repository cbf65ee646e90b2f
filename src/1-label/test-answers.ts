import { keyOf } from "#answers";
import type { AnswerValue } from "#answers/contract";
import type { Id } from "#ids";
import { type Given, giveAnswers } from "./annotations/give-answers.ts";
import type { ShownSuggestion } from "./contract.ts";
import { readQuestion } from "./questions/read-labels.ts";

/** The first question of a project. */
export const firstQuestion = async (
  world: Parameters<typeof readQuestion>[0],
  project: Id<"project">,
): Promise<Id<"question">> => (await readQuestion(world, project)).id;

/** Answers the first question of a project, for tests that are about something else; gives the key that counts now. */
export async function giveLabel(
  world: Parameters<typeof giveAnswers>[0],
  {
    value,
    suggestion,
    ...given
  }: Omit<Given, "answers" | "suggestions"> & { value: AnswerValue; suggestion?: ShownSuggestion | undefined },
) {
  const question = await firstQuestion(world, given.project);
  const suggestions = suggestion && { [question]: suggestion };
  const { counts, ...saved } = await giveAnswers(world, { ...given, answers: { [question]: value }, suggestions });
  return { ...saved, label: keyOf(counts[question]?.value), how: counts[question]?.how };
}
