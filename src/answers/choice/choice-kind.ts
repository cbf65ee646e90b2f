import { Failure } from "#failure";
import type { AnswerKind } from "../answer-kind.ts";
import { mostFrequent } from "../most-frequent.ts";
import { judgeChoice } from "./judge.ts";
import type { ChoiceValue } from "./value.ts";

const nameOf = ({ labels }: ChoiceValue): string => [...labels].sort().join(" ");

/** One label of many. Of several answers most decide; where they are equally many, the earliest of them. */
export const choiceKind: AnswerKind<ChoiceValue> = {
  is: (value): value is ChoiceValue => "labels" in value,
  keysOf: ({ labels }) => labels,
  valueOf: (label) => ({ labels: [label] }),
  checked(value, { field, label }) {
    if (!("labels" in value)) throw new Failure("invalid", "This question takes a label.", { field });
    if (value.labels.length !== 1)
      throw new Failure("invalid", "This question takes exactly one label.", { field: `${field}.labels` });
    if (label === null)
      throw new Failure("invalid", `"${value.labels[0]}" is not a label of this question.`, {
        field: `${field}.labels`,
      });
    return { labels: [label] };
  },
  combine(values) {
    const [first, ...others] = mostFrequent(values.map(nameOf));
    const value = values.find((one) => nameOf(one) === first) ?? values[0];
    return { value, isTied: others.length > 0 };
  },
  order: (one, other) => (one < other ? -1 : one > other ? 1 : 0),
  headline: "accuracy",
  judge: judgeChoice,
};
