import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeClient } from "#client";
import { findPython, runPython } from "#tests/python";
import { type Running, startHandloom } from "../journeys/start-handloom.ts";
import { firstOwner } from "./first-owner.ts";

const python = await findPython("tritonclient");
if (python.reason) console.warn(`Skipped: ${python.reason}`);

const texts = ["Where is my parcel? It should have come on Friday.", "", "Ich möchte mein Geld zurück \u{1f9f6}"];

/** A tensor for tensor of what the client in Python got. */
interface Got {
  readonly response: { readonly id?: string };
  readonly tensors: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly types: Readonly<Record<string, string>>;
}

let handloom: Running;
let got: Record<string, unknown>;
let labels: readonly string[] = [];
let ours: readonly { readonly label: string; readonly score: number }[] = [];
let logged: readonly { readonly text?: string | undefined }[] = [];
beforeAll(async () => {
  if (python.reason) return;
  handloom = await startHandloom();
  const { key } = await firstOwner(handloom.link, ["predict", "read"]);
  const { origin, host } = new URL(handloom.link);
  const client = makeClient({ url: origin, key });
  const answer = await client.predict({ endpoint: "support", texts, scores: true, log: false });
  ours = (answer as unknown as { answers: typeof ours }).answers;
  const [sample] = (await client.listProjects({})).rows;
  labels = (await client.readProject({ project: sample?.id ?? "" })).questions.flatMap((one) =>
    one.labels.map(({ name }) => name),
  );
  const program = await readFile(join(import.meta.dirname, "open-inference.py"), "utf8");
  got = (await runPython(python.interpreter ?? "", program, { host, key, texts })) as Record<string, unknown>;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  logged = (await client.listPredictions({ endpoint: "support", limit: 200 })).rows;
}, 150_000);
afterAll(() => handloom?.stop(), 60_000);

const inferred = (name: string) => got[name] as Got;
const testClient = test.skipIf(python.reason !== undefined);

testClient(
  "the server is live and ready without a key; a model is ready for who may ask it, in the version that answers",
  () => {
    expect(got).toMatchObject({ live: true, ready: true, modelReady: true, versionReady: true });
    expect(got.readyElsewhere).toEqual([false, false, false]);
  },
);

testClient("the server and its models say what they are", () => {
  expect(got.server).toMatchObject({ name: "handloom", extensions: ["binary_tensor_data"] });
  expect(got.version).toEqual(got.model);
  expect(got.model).toMatchObject({
    name: "support",
    versions: ["1"],
    inputs: [{ name: "text", datatype: "BYTES", shape: [-1] }],
    outputs: expect.arrayContaining([{ name: "scores", datatype: "FP64", shape: [-1, labels.length] }]),
  });
});

testClient(
  "texts are answered as our own predict answers them, in bytes, in JSON and mixed, packed or not, by either header",
  () => {
    const expected = { label: ours.map(({ label }) => label), score: ours.map(({ score }) => score) };
    for (const how of ["binary", "json", "mixed", "otherHeader", "gzip", "deflate"]) {
      expect(inferred(how).tensors, how).toEqual(expected);
      expect(inferred(how).shapes, how).toEqual({ label: [3], score: [3] });
      expect(inferred(how).types, how).toEqual({ label: "object", score: "float64" });
    }
    expect(inferred("binary").response).toEqual({ model_name: "support", model_version: "1", id: "42" });
    expect(inferred("json").response).toEqual(inferred("binary").response);
    expect(inferred("mixed").response).not.toHaveProperty("id");
    expect(got.many).toBe(1000);
  },
);

testClient("all outputs come where none is named, each as the model says", () => {
  const { tensors, shapes, types } = inferred("everything");
  expect(shapes).toEqual({
    ...{ label: [3], score: [3], unknown: [3], prediction: [3] },
    ...{ scores: [3, labels.length], labels: [labels.length] },
  });
  expect(types).toMatchObject({ unknown: "bool", scores: "float64", labels: "object" });
  expect([...(tensors.labels ?? [])].sort()).toEqual([...labels].sort());
  expect(tensors.unknown?.[1]).toBe(true);
  const best = (tensors.labels ?? []).indexOf(tensors.label?.[0] ?? "");
  expect(tensors.scores?.[best]).toBe(tensors.score?.[0]);
});

testClient("what was asked is traffic like any other", () => {
  const all = logged.map(({ text }) => text);
  expect(all.filter((text) => text === "again")).not.toHaveLength(0);
  const ids = inferred("everything").tensors.prediction ?? [];
  expect(ids.every((id) => /^prediction_[0-9a-f]{32}$/.test(String(id)))).toBe(true);
});

testClient("what cannot be answered is refused with a status and a sentence that the client reads", () => {
  const field = (name: string) => ({ status: "400", message: expect.stringContaining(`"${name}"`) });
  expect(got.wrongKey).toEqual({ status: "401", message: expect.stringContaining("API key") });
  expect(got.wrongName).toEqual({ status: "404", message: 'There is no model "nowhere" here.' });
  expect(got.metadataRefused).toEqual(got.wrongName);
  expect(got.wrongVersion).toEqual({ status: "404", message: expect.stringContaining('version "7"') });
  expect(got.wrongShape).toEqual(field("inputs.0.shape"));
  expect(got.wrongType).toEqual(field("inputs.0.datatype"));
  expect(got.wrongOutput).toEqual(field("outputs.0.name"));
  expect(got.tooMany).toEqual(field("inputs.0.data"));
  expect(got.notUtf8).toEqual(field("inputs.0.data.0"));
});
