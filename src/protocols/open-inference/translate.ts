import type { z } from "zod";
import type { Answer, Served } from "#deploy";
import { longestText, mostTexts } from "#deploy/contract";
import { Failure } from "#failure";
import { readTexts, writeIntegers, writeNumbers, writeTexts, writeTruths } from "./tensor-bytes.ts";
import type { InferRequest, InferResponse, modelMetadata, ResponseOutput } from "./wire.ts";

/** What a model answers with, tensor by tensor: N texts, K labels. A rating has its level and what is expected as numbers too. */
const outputShapes = {
  label: { datatype: "BYTES", shape: [-1] },
  score: { datatype: "FP64", shape: [-1] },
  unknown: { datatype: "BOOL", shape: [-1] },
  prediction: { datatype: "BYTES", shape: [-1] },
  scores: { datatype: "FP64", shape: [-1, -1] },
  labels: { datatype: "BYTES", shape: [-1] },
  rating: { datatype: "INT32", shape: [-1] },
  expected: { datatype: "FP64", shape: [-1] },
} as const;
type OutputName = keyof typeof outputShapes;
const always = ["label", "score", "unknown", "prediction", "scores", "labels"] as const;
const outputNames: Record<Served["kind"], readonly OutputName[]> = {
  choice: always,
  rating: [...always, "rating", "expected"],
};

// What one answer may hold; it is put together in about ten milliseconds.
const mostScores = 250_000;

/** A request, understood. */
export interface Question {
  readonly id: string | undefined;
  readonly texts: readonly string[];
  readonly outputs: readonly { readonly name: OutputName; readonly as: "json" | "binary" }[];
}

const refused = (field: string, what: string): Failure => new Failure("invalid", `"${field}" ${what}.`, { field });

/** What is asked of a model of a kind by a request and the bytes that follow its JSON. */
export function toQuestion(request: InferRequest, binary: Uint8Array, kind: Served["kind"]): Question {
  const [input, another] = request.inputs;
  if (another || input?.name !== "text") throw refused("inputs", 'must be one tensor named "text"');
  if (input.datatype !== "BYTES") throw refused("inputs.0.datatype", 'must be "BYTES"');
  const texts = textsOf(input, binary);
  const [count = 0, width = 1, ...more] = input.shape;
  if (width !== 1 || more.length > 0 || count < 1 || count > mostTexts)
    throw refused("inputs.0.shape", `must be [N] or [N, 1], with N from 1 to ${mostTexts}`);
  if (texts.length !== count) throw refused("inputs.0.shape", `says ${count} texts, but there are ${texts.length}`);
  const long = texts.findIndex((text) => text.length > longestText);
  if (long >= 0) throw refused(`inputs.0.data.${long}`, `is too large: at most ${longestText} characters`);
  return { id: request.id ?? undefined, texts, outputs: outputsOf(request, outputNames[kind]) };
}

function textsOf(input: InferRequest["inputs"][number], binary: Uint8Array): readonly string[] {
  refuseElsewhere(input.parameters, "inputs.0");
  const size = input.parameters?.binary_data_size;
  const field = "inputs.0.data";
  if (size === undefined && binary.length > 0)
    throw refused("inputs.0.parameters.binary_data_size", `is missing, but ${binary.length} bytes follow the JSON`);
  if (size !== undefined) {
    if (size !== binary.length)
      throw refused("inputs.0.parameters.binary_data_size", `must be the bytes after the JSON: ${binary.length}`);
    return readTexts(binary, { field, most: mostTexts });
  }
  if (!Array.isArray(input.data)) throw refused(field, input.data === undefined ? "is missing" : "must be an array");
  if (input.data.length > mostTexts) throw refused(field, `holds more than ${mostTexts} texts`);
  return input.data.map((one: unknown, at) => {
    const text = Array.isArray(one) && one.length === 1 ? one[0] : one;
    if (typeof text !== "string") throw refused(`${field}.${at}`, "must be a string");
    return text;
  });
}

function outputsOf(request: InferRequest, names: readonly OutputName[]): Question["outputs"] {
  const inBinary = request.parameters?.binary_data_output === true;
  const wanted = request.outputs ?? [];
  if (wanted.length === 0) return names.map((name) => ({ name, as: inBinary ? "binary" : "json" }));
  return wanted.map(({ name, parameters }, at) => {
    const known = names.find((one) => one === name);
    if (!known) throw refused(`outputs.${at}.name`, `must be one of ${names.join(", ")}`);
    if (wanted.findIndex((one) => one.name === name) < at) throw refused(`outputs.${at}.name`, "is asked for twice");
    refuseElsewhere(parameters, `outputs.${at}`);
    if (parameters?.classification !== undefined)
      throw refused(`outputs.${at}.parameters.classification`, 'is not supported; ask for "scores" and "labels"');
    const own = parameters?.binary_data;
    return { name: known, as: (typeof own === "boolean" ? own : inBinary) ? "binary" : "json" };
  });
}

/** Who asks for memory that only a server on the same machine could see would wait for an answer there. */
function refuseElsewhere(parameters: InferRequest["parameters"], field: string): void {
  if (parameters?.shared_memory_region !== undefined)
    throw refused(`${field}.parameters.shared_memory_region`, "is not supported; send the data itself");
}

/** Which scores a question needs; refuses more of them than one answer holds. */
export function scoresOf(question: Question, labels: number): "all" | "best" {
  if (!question.outputs.some(({ name }) => name === "scores")) return "best";
  if (question.texts.length * labels > mostScores)
    throw refused(
      "outputs",
      `has more than ${mostScores} scores in it (${question.texts.length} texts, ${labels} labels): ask about fewer texts, or name the outputs without "scores"`,
    );
  return "all";
}

/** What is answered: the JSON, and the bytes that follow it. */
export function fromAnswers(
  question: Question,
  served: Pick<Served, "name" | "versionNumber" | "names">,
  answers: readonly Answer[],
): { readonly json: InferResponse; readonly binary: readonly Uint8Array[] } {
  const binary: Uint8Array[] = [];
  const outputs = question.outputs.map(({ name, as }): ResponseOutput => {
    const tensor = tensorOf(name, served.names, answers);
    const about = { name, datatype: outputShapes[name].datatype, shape: tensor.shape };
    if (as === "json") return { ...about, data: tensor.data };
    const bytes = bytesOf(tensor);
    binary.push(bytes);
    return { ...about, parameters: { binary_data_size: bytes.length } };
  });
  const json = { model_name: served.name, model_version: String(served.versionNumber), outputs };
  return { json: question.id === undefined ? json : { ...json, id: question.id }, binary };
}

type Tensor =
  | { readonly kind: "texts"; readonly shape: number[]; readonly data: readonly string[] }
  | { readonly kind: "numbers"; readonly shape: number[]; readonly data: readonly number[] }
  | { readonly kind: "integers"; readonly shape: number[]; readonly data: readonly number[] }
  | { readonly kind: "truths"; readonly shape: number[]; readonly data: readonly boolean[] };

function tensorOf(name: OutputName, labels: readonly string[], answers: readonly Answer[]): Tensor {
  const shape = [answers.length];
  const tensors: Record<OutputName, () => Tensor> = {
    label: () => ({ kind: "texts", shape, data: answers.map((one) => one.label) }),
    score: () => ({ kind: "numbers", shape, data: answers.map((one) => one.score) }),
    unknown: () => ({ kind: "truths", shape, data: answers.map((one) => one.unknown === true) }),
    prediction: () => ({ kind: "texts", shape, data: answers.map((one) => one.prediction) }),
    scores: () => ({
      kind: "numbers",
      shape: [answers.length, labels.length],
      data: inRows(answers, labels),
    }),
    labels: () => ({ kind: "texts", shape: [labels.length], data: labels }),
    rating: () => ({ kind: "integers", shape, data: answers.map((one) => one.rating ?? 0) }),
    expected: () => ({ kind: "numbers", shape, data: answers.map((one) => one.expected ?? 0) }),
  };
  return tensors[name]();
}

function inRows(answers: readonly Answer[], labels: readonly string[]): number[] {
  const rows: number[] = [];
  for (const { scores = {} } of answers) for (const label of labels) rows.push(scores[label] ?? 0);
  return rows;
}

function bytesOf(tensor: Tensor): Uint8Array {
  if (tensor.kind === "texts") return writeTexts(tensor.data);
  if (tensor.kind === "integers") return writeIntegers(tensor.data);
  return tensor.kind === "numbers" ? writeNumbers(tensor.data) : writeTruths(tensor.data);
}

/** What is told about an endpoint as a model. */
export function toMetadata(
  served: Pick<Served, "name" | "versionNumber" | "names" | "kind">,
): z.output<typeof modelMetadata> {
  const labels = served.names.length;
  const shapes: Partial<Record<OutputName, number[]>> = { scores: [-1, labels], labels: [labels] };
  return {
    name: served.name,
    versions: [String(served.versionNumber)],
    platform: "handloom_text",
    inputs: [{ name: "text", datatype: "BYTES", shape: [-1] }],
    outputs: outputNames[served.kind].map((name) => ({
      name,
      datatype: outputShapes[name].datatype,
      shape: shapes[name] ?? [...outputShapes[name].shape],
    })),
  };
}
