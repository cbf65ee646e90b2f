import { expect, test } from "vitest";
import type { Answer } from "#deploy";
import { writeTexts } from "./tensor-bytes.ts";
import { fromAnswers, type Question, scoresOf, toMetadata, toQuestion } from "./translate.ts";
import { type InferRequest, inferRequest } from "./wire.ts";

const nothing = new Uint8Array();
const served = { name: "support", versionNumber: 3, names: ["yes", "no"], kind: "choice" } as const;
const answers: Answer[] = [
  { label: "yes", score: 0.75, prediction: "prediction_1", scores: { yes: 0.75, no: 0.25 } },
  { label: "no", score: 0.5, unknown: true, prediction: "prediction_2", scores: { no: 0.5, yes: 0.5 } },
];

const input = { name: "text", shape: [2], datatype: "BYTES", data: ["a", "b"] as unknown };
const asked = (changed: object = {}, rest: object = {}): InferRequest =>
  inferRequest.parse({ inputs: [{ ...input, ...changed }], ...rest });
const ask = (changed?: object, rest?: object) => toQuestion(asked(changed, rest), nothing, "choice");

test("texts are taken in a row or in a column, in JSON or after it", () => {
  expect(ask().texts).toEqual(["a", "b"]);
  expect(ask({ shape: [2, 1] }).texts).toEqual(["a", "b"]);
  expect(ask({ shape: [2, 1], data: [["a"], ["b"]] }).texts).toEqual(["a", "b"]);
  const bytes = writeTexts(["é", ""]);
  const { data: _, ...head } = input;
  const binary = { ...head, parameters: { binary_data_size: bytes.length } };
  expect(toQuestion(inferRequest.parse({ inputs: [binary] }), bytes, "choice").texts).toEqual(["é", ""]);
});

test("an id is kept, and what means nothing here is passed over", () => {
  const rest = { id: "7", parameters: { priority: 1, timeout: 5 }, extra: [1], outputs: null };
  expect(ask({ parameters: { content_type: "str" }, more: true }, rest)).toMatchObject({ id: "7", texts: ["a", "b"] });
  expect(ask({}, { id: null, parameters: null }).id).toBeUndefined();
});

test("all outputs are given where none is named; each in the form that was asked for", () => {
  const names = ["label", "score", "unknown", "prediction", "scores", "labels"];
  const forms = (rest: object) => ask({}, rest).outputs.map(({ name, as }) => `${name} ${as}`);
  expect(forms({})).toEqual(names.map((name) => `${name} json`));
  expect(forms({ outputs: [] })).toHaveLength(6);
  expect(forms({ parameters: { binary_data_output: true } })).toEqual(names.map((name) => `${name} binary`));
  const outputs = [{ name: "score", parameters: { binary_data: false } }, { name: "label" }];
  expect(forms({ outputs, parameters: { binary_data_output: true } })).toEqual(["score json", "label binary"]);
  expect(forms({ outputs: [{ name: "label", parameters: { binary_data: true } }] })).toEqual(["label binary"]);
});

test.each([
  ["inputs", { name: "input0" }, {}],
  ["inputs", {}, { inputs: [input, input] }],
  ["inputs.0.datatype", { datatype: "FP32" }, {}],
  ["inputs.0.shape", { shape: [3] }, {}],
  ["inputs.0.shape", { shape: [1, 2] }, {}],
  ["inputs.0.shape", { shape: [] }, {}],
  ["inputs.0.shape", { shape: [0], data: [] }, {}],
  ["inputs.0.shape", { shape: [2, 1, 1] }, {}],
  ["inputs.0.data", { data: undefined }, {}],
  ["inputs.0.data", { data: "a" }, {}],
  ["inputs.0.data", { data: Array(1001).fill("a"), shape: [1001] }, {}],
  ["inputs.0.data.1", { data: ["a", 2] }, {}],
  ["inputs.0.data.0", { data: [["a", "b"]] }, {}],
  ["inputs.0.data.1", { data: ["a", "b".repeat(1_000_001)] }, {}],
  ["inputs.0.parameters.binary_data_size", { parameters: { binary_data_size: 4 } }, {}],
  ["inputs.0.parameters.binary_data_size", { parameters: { binary_data_size: "0" } }, {}],
  ["inputs.0.parameters.shared_memory_region", { parameters: { shared_memory_region: "r" } }, {}],
  ["outputs.0.name", {}, { outputs: [{ name: "probability" }] }],
  ["outputs.1.name", {}, { outputs: [{ name: "label" }, { name: "label" }] }],
  ["outputs.0.parameters.classification", {}, { outputs: [{ name: "label", parameters: { classification: 2 } }] }],
  [
    "outputs.0.parameters.shared_memory_region",
    {},
    { outputs: [{ name: "label", parameters: { shared_memory_region: "r" } }] },
  ],
])("what cannot be answered is refused with the name of its field: %s %j %j", (field, changed, rest) => {
  const refusal = expect.objectContaining({
    kind: "invalid",
    facts: { field },
    message: expect.stringContaining(`"${field}"`),
  });
  expect(() => ask(changed, rest)).toThrow(refusal);
});

test("bytes after the JSON that no input speaks of are refused", () => {
  expect(() => toQuestion(asked(), Uint8Array.of(1, 2), "choice")).toThrow("2 bytes follow the JSON");
});

test("scores are worked out only where they are asked for, and not more of them than one answer holds", () => {
  const question = (texts: number, ...names: ("label" | "scores")[]): Question => ({
    id: undefined,
    texts: Array(texts).fill("a"),
    outputs: names.map((name) => ({ name, as: "json" })),
  });
  expect(scoresOf(question(1000, "label"), 5000)).toBe("best");
  expect(scoresOf(question(50, "label", "scores"), 5000)).toBe("all");
  expect(() => scoresOf(question(51, "scores"), 5000)).toThrow(/more than 250000 scores.*51 texts, 5000 labels/);
});

test("answers are tensors, in the order in which they were asked for", () => {
  const { json, binary } = fromAnswers(ask({}, { id: "7" }), served, answers);
  expect(binary).toEqual([]);
  expect(json).toEqual({
    model_name: "support",
    model_version: "3",
    id: "7",
    outputs: [
      { name: "label", datatype: "BYTES", shape: [2], data: ["yes", "no"] },
      { name: "score", datatype: "FP64", shape: [2], data: [0.75, 0.5] },
      { name: "unknown", datatype: "BOOL", shape: [2], data: [false, true] },
      { name: "prediction", datatype: "BYTES", shape: [2], data: ["prediction_1", "prediction_2"] },
      { name: "scores", datatype: "FP64", shape: [2, 2], data: [0.75, 0.25, 0.5, 0.5] },
      { name: "labels", datatype: "BYTES", shape: [2], data: ["yes", "no"] },
    ],
  });
});

test("what is asked for in bytes follows the JSON in the order of the outputs", () => {
  const outputs = [
    { name: "label", parameters: { binary_data: true } },
    { name: "score" },
    { name: "unknown", parameters: { binary_data: true } },
  ];
  const { json, binary } = fromAnswers(ask({}, { outputs }), served, answers);
  expect(json).not.toHaveProperty("id");
  expect(json.outputs).toEqual([
    { name: "label", datatype: "BYTES", shape: [2], parameters: { binary_data_size: 13 } },
    { name: "score", datatype: "FP64", shape: [2], data: [0.75, 0.5] },
    { name: "unknown", datatype: "BOOL", shape: [2], parameters: { binary_data_size: 2 } },
  ]);
  expect(binary.map((bytes) => bytes.length)).toEqual([13, 2]);
});

test("a model says what it takes and gives; every answer is as it says", () => {
  const metadata = toMetadata(served);
  expect(metadata).toMatchObject({
    name: "support",
    versions: ["3"],
    inputs: [{ name: "text", datatype: "BYTES", shape: [-1] }],
  });
  const { json } = fromAnswers(ask(), served, answers);
  const fixed = (shape: readonly number[], like: readonly number[]) =>
    shape.map((size, at) => (like[at] === -1 ? -1 : size));
  const given = json.outputs.map(({ name, datatype, shape }, at) => ({
    name,
    datatype,
    shape: fixed(shape, metadata.outputs[at]?.shape ?? []),
  }));
  expect(given).toEqual(metadata.outputs);
});

test("a rating has its level as an integer and what is expected beside it, which a choice has not", () => {
  const tone = { name: "tone", versionNumber: 2, names: ["1", "2", "3"], kind: "rating" } as const;
  const metadata = toMetadata(tone).outputs.map(({ name, datatype }) => `${name} ${datatype}`);
  expect(metadata).toEqual(expect.arrayContaining(["rating INT32", "expected FP64", "label BYTES"]));
  expect(toMetadata(served).outputs.map(({ name }) => name)).not.toContain("rating");
  const outputs = [{ name: "rating" }, { name: "expected", parameters: { binary_data: true } }];
  const question = toQuestion(asked({}, { outputs }), nothing, "rating");
  const rated: Answer[] = [
    { label: "2", score: 0.5, rating: 2, expected: 1.75, prediction: "prediction_1" },
    { label: "3", score: 0.25, rating: 3, expected: 2.5, prediction: "prediction_2" },
  ];
  const { json, binary } = fromAnswers(question, tone, rated);
  expect(json.outputs[0]).toEqual({ name: "rating", datatype: "INT32", shape: [2], data: [2, 3] });
  expect([...new Float64Array(binary[0]!.buffer)]).toEqual([1.75, 2.5]);
  expect(() => toQuestion(asked({}, { outputs }), nothing, "choice")).toThrow('"outputs.0.name" must be one of label');
});
