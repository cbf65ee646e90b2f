import { expect, test } from "vitest";
import { refusedAs } from "./refused-by-library.ts";

const refusal = (statusCode: number) =>
  Object.assign(new Error("The name is too long."), { name: "APIError", statusCode });

test("what better-auth refuses is invalid and names the field; its own faults and others stay what they are", async () => {
  await expect(refusedAs("name", Promise.reject(refusal(400)))).rejects.toMatchObject({
    kind: "invalid",
    message: '"name" is refused: The name is too long.',
    facts: { field: "name" },
  });
  await expect(refusedAs("name", Promise.reject(refusal(500)))).rejects.toMatchObject({ name: "APIError" });
  await expect(refusedAs("name", Promise.reject(new Error("no connection")))).rejects.toThrow("no connection");
  expect(await refusedAs("name", Promise.resolve(1))).toBe(1);
});
