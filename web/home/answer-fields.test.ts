import { expect, test } from "vitest";
import { askedOf, nothingAsked } from "./answer-fields.tsx";

test("a choice asks for its labels, and for no level", () => {
  expect(askedOf({ ...nothingAsked, pasted: "refund\nbroken item\n", lowest: "can wait" })).toEqual({
    kind: "choice",
    labels: ["refund", "broken item"],
  });
});

test("a rating asks for its levels, and says what its ends mean where somebody wrote it", () => {
  const rating = { ...nothingAsked, kind: "rating", pasted: "refund", levels: 7 } as const;
  expect(askedOf(rating)).toEqual({ kind: "rating", settings: { levels: 7 } });
  expect(askedOf({ ...rating, lowest: " can wait ", highest: "  " })).toEqual({
    kind: "rating",
    settings: { levels: 7, lowest: "can wait" },
  });
});
