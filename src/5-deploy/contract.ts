import { z } from "zod";
import { inProject } from "#platform/access/contract";
import { defineRoute, naming, nothing, pageLimit, pageOf, projectParams, rowInteger } from "#platform/http/contract";

const tag = "deploy";

/** The name of an endpoint, which is in its address. */
export const endpointName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be 1 to 63 lower-case letters, digits and -");

/** The most characters of a text that is asked about. */
export const longestText = 1_000_000;

/** The most texts of one question. */
export const mostTexts = 1000;

const endpointParams = z.object({ endpoint: naming.describe("The endpoint's name.") });

/** An endpoint with what it serves. */
export const endpointView = z.object({
  id: z.string(),
  name: z.string(),
  project: z.string(),
  question: z.string().describe("The id of the question that it answers."),
  revision: rowInteger,
  version: rowInteger.describe("The number of the version that answers."),
  versionId: z.string(),
  createdAt: z.string(),
  revisions: z.array(
    z.object({ revision: rowInteger, version: rowInteger, reason: z.string(), madeBy: z.string(), madeAt: z.string() }),
  ),
});
/** An endpoint with what it serves. */
export type EndpointView = z.infer<typeof endpointView>;

/** Endpoints of a project. */
export const listEndpoints = defineRoute({
  operation: "listEndpoints",
  method: "get",
  path: "/projects/{project}/endpoints",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Endpoints of a project",
  shapes: { params: projectParams, returns: z.object({ rows: z.array(endpointView) }) },
});

/** Deploy. */
export const deployVersion = defineRoute({
  operation: "deployVersion",
  method: "put",
  path: "/projects/{project}/endpoints/{name}",
  permission: inProject("reviewer", "deploy"),
  tag,
  summary: "Make an endpoint serve a version; answers when every live server has confirmed it",
  shapes: {
    params: projectParams.extend({ name: endpointName }),
    body: z.object({
      version: z
        .union([rowInteger, z.string().max(64)])
        .optional()
        .describe("Number or alias; the newest when not given."),
      question: naming
        .optional()
        .describe(
          "The id or the name of the question that an alias or the newest is meant of; that which the endpoint answers, or else the first, when not given.",
        ),
      reason: z.string().max(2000).default(""),
    }),
    returns: z.object({
      endpoint: endpointView,
      servers: rowInteger.describe("Servers that confirmed."),
      late: rowInteger.describe("Servers that did not within ten seconds."),
    }),
  },
  refuses: ["conflict"],
});

/** An endpoint. */
export const readEndpoint = defineRoute({
  operation: "readEndpoint",
  method: "get",
  path: "/endpoints/{endpoint}",
  permission: inProject("viewer", "read"),
  tag,
  summary: "An endpoint and its revisions",
  shapes: { params: endpointParams, returns: endpointView },
});

/** Go back. */
export const rollBack = defineRoute({
  operation: "rollBack",
  method: "post",
  path: "/endpoints/{endpoint}/roll-back",
  permission: inProject("reviewer", "deploy"),
  tag,
  summary: "Serve again what an earlier revision served; the one before when none is named",
  shapes: {
    params: endpointParams,
    body: z.object({ revision: rowInteger.optional(), reason: z.string().max(2000).default("") }),
    returns: z.object({ endpoint: endpointView, servers: rowInteger, late: rowInteger }),
  },
  refuses: ["conflict"],
});

/** Take an endpoint away. */
export const removeEndpoint = defineRoute({
  operation: "removeEndpoint",
  method: "delete",
  path: "/endpoints/{endpoint}",
  permission: inProject("admin", "deploy"),
  tag,
  summary: "Take an endpoint away",
  shapes: { params: endpointParams, returns: nothing },
});

/** One answer. */
export const answerView = z.object({
  label: z.string().describe("The label's name; of a rating the level as text."),
  score: z.number().describe("Its calibrated probability."),
  rating: rowInteger.optional().describe("Of a rating: the level, the median of what is probable."),
  expected: z.number().optional().describe("Of a rating: the mean of the levels by their probabilities."),
  scores: z.record(z.string(), z.number()).optional(),
  unknown: z
    .literal(true)
    .optional()
    .describe("There where nothing of the text occurs in what the model learned: the answer says nothing about it."),
  prediction: z.string(),
});

/** Ask. */
export const predict = defineRoute({
  operation: "predict",
  method: "post",
  path: "/endpoints/{endpoint}/predict",
  permission: inProject("annotator", "predict"),
  tag,
  summary: "Ask for the label, or the level, of one text or of many",
  limit: 8 * 1024 * 1024,
  shapes: {
    params: endpointParams,
    body: z.object({
      text: z.string().max(longestText).optional(),
      texts: z.array(z.string().max(longestText)).min(1).max(mostTexts).optional(),
      scores: z.boolean().default(false).describe("Give the scores of all labels."),
      log: z.boolean().default(true).describe("Log the answer and watch it as traffic; false for a mere trial."),
    }),
    returns: z.union([
      answerView.extend({
        version: rowInteger,
        milliseconds: z.object({ parse: z.number(), model: z.number(), total: z.number() }),
      }),
      z.object({
        answers: z.array(answerView),
        version: rowInteger,
        milliseconds: z.object({ parse: z.number(), model: z.number(), total: z.number() }),
      }),
    ]),
  },
});

/** A logged prediction. */
export const predictionRow = z.object({
  id: z.string(),
  at: z.string(),
  text: z.string().optional().describe("There where texts are kept."),
  label: z.string(),
  score: z.number(),
  version: rowInteger,
  milliseconds: z.number(),
  feedback: z.string().optional(),
});

const predictionId = z.string().regex(/^prediction_[0-9a-f]{32}$/, "must be a prediction id");

/** Logged predictions. */
export const listPredictions = defineRoute({
  operation: "listPredictions",
  method: "get",
  path: "/endpoints/{endpoint}/predictions",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Logged predictions, newest first; a page of long texts may end early",
  shapes: {
    params: endpointParams,
    query: z.object({ after: predictionId.optional(), limit: pageLimit(), label: naming.optional() }),
    returns: pageOf(predictionRow),
  },
});

/** Tell what the right answer was. */
export const giveFeedback = defineRoute({
  operation: "giveFeedback",
  method: "post",
  path: "/endpoints/{endpoint}/predictions/{prediction}/feedback",
  permission: inProject("annotator", "predict"),
  tag,
  summary: "Tell what the right label, or level, would have been",
  shapes: {
    params: endpointParams.extend({
      prediction: predictionId,
    }),
    body: z.object({ label: z.string().max(200) }),
    returns: nothing,
  },
});
