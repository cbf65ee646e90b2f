import { expect, test } from "vitest";
import { endOf } from "./alert-end.ts";

const alert = { version: "version_1", kind: "label-drift" } as const;
const known = { version: "version_1", hasProfile: "yes", answered: 500 } as const;
const at = (value: number) => [{ kind: "label-drift", value, opensAt: 0.2, endsAt: 0.1 } as const];

test("an alert stands between what opens and what ends one, and ends where the distance is usual again", () => {
  expect(endOf(alert, { ...known, distances: at(0.25) })).toBeUndefined();
  expect(endOf(alert, { ...known, distances: at(0.15) })).toBeUndefined();
  expect(endOf(alert, { ...known, distances: at(0.1) })).toBe("usual again");
});

test("an alert ends when traffic went quiet, and stands while there is some, though too little to compare", () => {
  expect(endOf(alert, { ...known, answered: 70, distances: [] })).toBeUndefined();
  expect(endOf(alert, { ...known, answered: 49, distances: [] })).toBe("quiet traffic");
});

test("an alert is about one version: another that answers, none, or one without a profile ends it", () => {
  expect(endOf(alert, { ...known, version: "version_2", distances: at(0.25) })).toBe("other version");
  expect(endOf(alert, { ...known, version: undefined, distances: [] })).toBe("other version");
  expect(endOf(alert, { ...known, hasProfile: "no", distances: [] })).toBe("no profile");
});
