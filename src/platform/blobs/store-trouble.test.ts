import { expect, test } from "vitest";
import { Failure } from "#failure";
import { isPassing } from "#platform/database";
import { storeTrouble } from "./store-trouble.ts";

const answered = (httpStatusCode: number, name = "Error") =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

test("what a store refuses is final and said, what it cannot do just now passes", () => {
  const told = (thrown: unknown, how = {}) => {
    const trouble = storeTrouble(thrown, how) as Failure;
    return [trouble.message, isPassing(trouble)];
  };
  const gone = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
  expect(told(gone)).toEqual(["The bucket of files does not answer as it should (ECONNRESET).", true]);
  expect(told(answered(503, "SlowDown"), { storing: true })).toEqual([
    "The bucket of files does not answer as it should (SlowDown). Nothing was stored.",
    true,
  ]);
  for (const [status, name] of [
    [403, "AccessDenied"],
    [301, "PermanentRedirect"],
    [400, "EntityTooLarge"],
  ] as const)
    expect(told(answered(status, name))[1], name).toBe(false);
  expect(told(answered(400, "RequestTimeout"))[1]).toBe(true);
  expect(told(answered(404, "NoSuchKey"))).toEqual([
    "The bucket of files does not answer as it should (NoSuchKey).",
    false,
  ]);
  expect(told(answered(404, "NotFound"), { what: 'The bucket "b"' })).toEqual([
    'The bucket "b" does not exist.',
    false,
  ]);
  expect(told(new Failure("invalid", "The file is empty."))).toEqual(["The file is empty.", false]);
});
