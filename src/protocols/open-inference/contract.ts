import { z } from "zod";
import { predict } from "#deploy/contract";
import { anybody, signedIn } from "#platform/access/contract";
import { defineRoute, naming } from "#platform/http/contract";
import { live, modelMetadata, modelReady, ready, serverMetadata } from "./wire.ts";

const tag = "open inference protocol";
const model = z.object({ model: naming.describe("The endpoint's name.") });
const version = model.extend({ version: naming.describe("The number of the version that answers.") });
// Whoever may ask a model may know what it takes.
const { permission } = predict;

/** Whether the server runs. */
export const serverLive = defineRoute({
  operation: "openInferenceServerLive",
  method: "get",
  path: "/health/live",
  permission: anybody,
  tag,
  summary: "Whether the server runs",
  shapes: { returns: live },
});

/** Whether the server answers. */
export const serverReady = defineRoute({
  operation: "openInferenceServerReady",
  method: "get",
  path: "/health/ready",
  permission: anybody,
  tag,
  summary: "Whether the server answers",
  shapes: { returns: ready },
});

/** The server. */
export const readServer = defineRoute({
  operation: "openInferenceServer",
  method: "get",
  path: "",
  permission: { ...signedIn, scope: permission.scope },
  tag,
  summary: "What the server is and which extensions it has",
  shapes: { returns: serverMetadata },
});

/** What a model takes and gives. */
export const readModel = defineRoute({
  operation: "openInferenceModel",
  method: "get",
  path: "/models/{model}",
  permission,
  tag,
  summary: "What a model takes and gives",
  shapes: { params: model, returns: modelMetadata },
});

/** Whether a model answers. */
export const isModelReady = defineRoute({
  operation: "openInferenceModelReady",
  method: "get",
  path: "/models/{model}/ready",
  permission,
  tag,
  summary: "Whether a model answers",
  shapes: { params: model, returns: modelReady },
});

/** Ask a model for the labels of texts. */
export const infer = defineRoute({
  operation: "openInferenceInfer",
  method: "post",
  path: "/models/{model}/infer",
  permission,
  tag,
  summary: "Ask a model for the labels of texts",
  shapes: { params: model, body: "stream", returns: "stream" },
  limit: predict.limit ?? 0,
  types: ["application/json", "application/octet-stream"],
});

/** What a version of a model takes and gives. */
export const readVersion = defineRoute({
  operation: "openInferenceModelVersion",
  method: "get",
  path: "/models/{model}/versions/{version}",
  permission,
  tag,
  summary: "What a version of a model takes and gives",
  shapes: { params: version, returns: modelMetadata },
});

/** Whether a version of a model answers. */
export const isVersionReady = defineRoute({
  operation: "openInferenceModelVersionReady",
  method: "get",
  path: "/models/{model}/versions/{version}/ready",
  permission,
  tag,
  summary: "Whether a version of a model answers",
  shapes: { params: version, returns: modelReady },
});

/** Ask a version of a model for the labels of texts. */
export const inferVersion = defineRoute({
  operation: "openInferenceInferVersion",
  method: "post",
  path: "/models/{model}/versions/{version}/infer",
  permission,
  tag,
  summary: "Ask a version of a model for the labels of texts",
  shapes: { params: version, body: "stream", returns: "stream" },
  limit: predict.limit ?? 0,
  types: ["application/json", "application/octet-stream"],
});
