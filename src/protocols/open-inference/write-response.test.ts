import { expect, test } from "vitest";
import { lengthHeader } from "./read-request.ts";
import { writeResponse } from "./write-response.ts";

const numbers = Array.from({ length: 20_001 }, (_, at) => at / 8);
const json = {
  model_name: "support",
  model_version: "3",
  id: 'a "quoted" id',
  outputs: [
    { name: "score", datatype: "FP64" as const, shape: [numbers.length], data: numbers },
    { name: "label", datatype: "BYTES" as const, shape: [2], data: ["é", ""] },
    { name: "none", datatype: "BYTES" as const, shape: [0], data: [] },
  ],
};

test("however long an answer is, it is the JSON that it would be at once", async () => {
  const response = await writeResponse({ json, binary: [] });
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual(json);
});

test("what follows in bytes is told apart by the length of the JSON, in bytes", async () => {
  const response = await writeResponse({ json, binary: [Uint8Array.of(1, 2), Uint8Array.of(3)] });
  const bytes = Buffer.from(await response.arrayBuffer());
  const from = Number(response.headers.get(lengthHeader));
  expect(JSON.parse(bytes.subarray(0, from).toString())).toEqual(json);
  expect([...bytes.subarray(from)]).toEqual([1, 2, 3]);
});
