import { answerKind } from "#answers";
import { ratingSettings } from "#answers/contract";
import type { MetAnswers } from "./met-answers.ts";
import type { Question } from "./read-labels.ts";

/** The levels of a rating as an import meets them: whole numbers, also as spreadsheets write them ("4.0"). */
export function meetLevels(question: Question): MetAnswers {
  const { levels } = ratingSettings.parse(question.settings);
  const keyOf = (name: string): string | undefined => {
    const level = Number(/^\+?(\d{1,3})(?:[.,]0*)?$/.exec(name.trim())?.[1] ?? Number.NaN);
    return level >= 1 && level <= levels ? String(level) : undefined;
  };
  return {
    mayBe: (name) => keyOf(name) !== undefined,
    keyOf,
    meet: async () => undefined,
    valueOf: answerKind("rating").valueOf,
    nameOf: (key) => key ?? "",
    isMet: () => false,
    bringBack: async () => undefined,
    all: async () => [],
  };
}
