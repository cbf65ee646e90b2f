import { expect, test } from "vitest";
import { countsOf } from "../stage.ts";

const report = (given: object) =>
  JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...given,
  });

test("a run is counted as its report says, what was left out included", () => {
  const text = report({ numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
  expect(countsOf(text, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
});

test("a run without a test, without a report, or with an error outside the tests is a failure", () => {
  expect(countsOf(report({}), 0).failed).toBe(1);
  expect(countsOf(undefined, 1).failed).toBe(1);
  expect(countsOf(report({ numPassedTests: 3 }), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

test("a file that does not load is a failure of its own", () => {
  const files = [{ status: "failed", assertionResults: [] }];
  expect(countsOf(report({ numPassedTests: 3, testResults: files }), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
});
