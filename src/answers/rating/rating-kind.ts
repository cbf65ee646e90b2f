import { Failure } from "#failure";
import type { AnswerKind } from "../answer-kind.ts";
import { mostFrequent } from "../most-frequent.ts";
import { judgeRating } from "./judge.ts";
import { type RatingValue, ratingSettings } from "./value.ts";

/** A level of an ordered scale. Of several answers most decide; where they are equally many, the one nearest to the median of all. */
export const ratingKind: AnswerKind<RatingValue> = {
  is: (value): value is RatingValue => "rating" in value,
  keysOf: ({ rating }) => [String(rating)],
  valueOf: (level) => ({ rating: Number(level) }),
  checked(value, { field, settings }) {
    const { levels } = ratingSettings.parse(settings);
    if (!("rating" in value))
      throw new Failure("invalid", `This question takes a rating from 1 to ${levels}.`, { field });
    if (value.rating > levels)
      throw new Failure("invalid", `This question takes a rating from 1 to ${levels}, not ${value.rating}.`, {
        field: `${field}.rating`,
      });
    return value;
  },
  combine(values) {
    const levels = values.map((one) => one.rating);
    const most = mostFrequent(levels.map(String)).map(Number);
    const sorted = levels.toSorted((one, other) => one - other);
    const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
    const [nearest] = most.toSorted((one, other) => Math.abs(one - median) - Math.abs(other - median));
    return { value: { rating: nearest ?? median }, isTied: most.length > 1 };
  },
  order: (one, other) => Number(one) - Number(other),
  headline: "meanAbsoluteError",
  judge: judgeRating,
};
