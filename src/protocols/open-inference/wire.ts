import { z } from "zod";

// The shapes of the Open Inference Protocol, version 2, over HTTP, with the extension for binary tensors. What is asked may hold
// more than is written here: parameters of other servers mean nothing to us and do no harm.

// Whatever else stands in them is not looked at, however much it is.
const parameters = z
  .custom<Readonly<Record<string, unknown>>>((given) => typeof given === "object" && !Array.isArray(given), {
    error: "must be an object",
  })
  .nullish();
const tensorName = z.string().max(200);

const requestInput = z.object({
  name: tensorName,
  shape: z.array(z.number().int().min(0)).max(8),
  datatype: z.string().max(20),
  parameters,
  data: z.unknown().optional(),
});

/** The JSON part of a request to infer. */
export const inferRequest = z.object({
  id: z.string().max(1000).nullish(),
  parameters,
  inputs: z.array(requestInput).min(1).max(16),
  outputs: z
    .array(z.object({ name: tensorName, parameters }))
    .max(16)
    .nullish(),
});
/** The JSON part of a request to infer. */
export type InferRequest = z.output<typeof inferRequest>;

/** A tensor of an answer. */
export interface ResponseOutput {
  readonly name: string;
  readonly datatype: "BYTES" | "FP64" | "INT32" | "BOOL";
  readonly shape: readonly number[];
  /** How many bytes of it follow the JSON, where it does not stand in it. */
  readonly parameters?: { readonly binary_data_size: number };
  readonly data?: readonly (string | number | boolean)[];
}

/** The JSON part of an answer. */
export interface InferResponse {
  readonly model_name: string;
  readonly model_version: string;
  readonly id?: string | undefined;
  readonly outputs: readonly ResponseOutput[];
}

const metadataTensor = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number()) });

/** What a model takes and gives. */
export const modelMetadata = z.object({
  name: z.string(),
  versions: z.array(z.string()),
  platform: z.string(),
  inputs: z.array(metadataTensor),
  outputs: z.array(metadataTensor),
});

/** What the server is. */
export const serverMetadata = z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) });

/** Whether the server runs. */
export const live = z.object({ live: z.boolean() });

/** Whether the server answers. */
export const ready = z.object({ ready: z.boolean() });

/** Whether a model answers. */
export const modelReady = z.object({ name: z.string(), ready: z.boolean() });
