import type { AnswerKind } from "./answer-kind.ts";
import { choiceKind } from "./choice/choice-kind.ts";
import type { AnswerValue, ChoiceValue, QuestionKind, RatingValue } from "./contract.ts";
import { ratingKind } from "./rating/rating-kind.ts";

/** Every kind of question; one that is missing here does not compile. */
const kinds: { readonly choice: AnswerKind<ChoiceValue>; readonly rating: AnswerKind<RatingValue> } = {
  choice: choiceKind,
  rating: ratingKind,
} satisfies Record<QuestionKind, unknown>;

/** A kind of question by its name, for values that are known to be of it. */
export const answerKind = (kind: QuestionKind): AnswerKind<AnswerValue> =>
  kinds[kind] as unknown as AnswerKind<AnswerValue>;

/** The kind that a value is of. */
export const kindOf = (value: AnswerValue): QuestionKind =>
  (Object.keys(kinds) as QuestionKind[]).find((kind) => answerKind(kind).is(value)) ?? "choice";

/** The key that an answer with one value is counted by: the id of its label, or its level; nothing for none. */
export const keyOf = (value: AnswerValue | null | undefined): string | undefined =>
  value ? answerKind(kindOf(value)).keysOf(value)[0] : undefined;
