import type { Returned } from "./server.ts";

type Evaluation = Returned<"listEvaluations">["rows"][number];

/** Where a model was measured, in words. */
export const measuredIn: Record<Evaluation["split"], string> = {
  test: "test split",
  validation: "validation split",
  audit: "audit items",
  "out-of-fold": "cross-validation",
};

/** What the items were on which a model was measured: "40 items of the test split, which it never saw". */
export const measuredItems: Record<Evaluation["split"], (items: string) => string> = {
  test: (items) => `${items} of the test split, which it never saw`,
  validation: (items) => `${items} of the validation split, which it never saw`,
  audit: (items) => `${items} drawn at random for the audit, which it never saw`,
  "out-of-fold": (items) => `${items} it learned from, by cross-validation`,
};
