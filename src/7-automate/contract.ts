import { z } from "zod";
import { metricsView, questionKinds } from "#answers/contract";
import { evaluationView, measuredOn, tooFewInAll } from "#evaluate/contract";
import { estimate } from "#label/contract";
import { alertView } from "#monitor/contract";
import { inProject, inWorkspace, signedIn } from "#platform/access/contract";
import { defineRoute, nothing, projectParams, rowInteger } from "#platform/http/contract";
import { trainOptions } from "#train/contract";

/** The eight steps, in order. */
export const stepNames = [
  "collect",
  "label",
  "train",
  "evaluate",
  "register",
  "deploy",
  "monitor",
  "automate",
] as const;

const accuracyOn = z
  .enum(measuredOn)
  .optional()
  .describe(
    "What the accuracy was measured on: out-of-fold items are those that the model learned from, by cross-validation.",
  );

/** The state of a step: words for people, and whether it needs a look. */
export const stepState = z.object({
  step: z.enum(stepNames),
  figure: z.string().describe("For the navigation: 2,000."),
  words: z.string().describe("For the ring: 2,000 items."),
  state: z.enum(["fine", "look", "broken", "empty"]),
});

/** How the loop is. */
export const overviewView = z.object({
  project: z.string(),
  name: z.string(),
  origin: z.enum(["person", "sample"]),
  steps: z.array(stepState),
  accuracy: estimate
    .optional()
    .describe("Of the first question, if it is a choice; absent until there are 20 items to measure on."),
  accuracyFrom: z.enum(["live", "champion"]).optional(),
  accuracyOn,
  next: z.object({
    sentence: z.string(),
    why: z.string(),
    action: z.enum(["import", "label", "train", "promote", "deploy", "look"]),
    target: z.string().optional(),
    question: z.string().optional().describe("The id of the question that it is about, where there are several."),
  }),
  questions: z
    .array(
      z.object({
        question: z.string(),
        name: z.string(),
        kind: z.enum(questionKinds),
        labelled: rowInteger,
        newest: rowInteger.optional().describe("The number of its newest version."),
        champion: rowInteger.optional(),
        headline: z
          .object({
            metric: z.enum(["accuracy", "meanAbsoluteError"]),
            value: estimate,
            from: z.enum(["live", "champion"]),
            on: accuracyOn,
          })
          .optional()
          .describe("What says most of it: of a choice the accuracy, of a rating the mean absolute error in levels."),
      }),
    )
    .describe("In their order."),
  endpoints: z
    .array(
      z.object({
        name: z.string(),
        question: z.string().describe("The id of the question that it answers."),
        version: rowInteger,
        today: rowInteger,
        p95: z.number().optional(),
        errors: rowInteger,
        state: z.enum(["calm", "drifting", "quiet traffic", "no profile"]),
      }),
    )
    .describe("At most ten, those with an open alert first."),
  allEndpoints: rowInteger.describe("How many endpoints there are."),
  openAlerts: rowInteger.describe("How many alerts are open."),
  alerts: z.array(alertView).describe("The open ones, newest first, at most 100."),
  lately: z.array(z.object({ at: z.string(), sentence: z.string(), kind: z.string() })),
});
/** How the loop is. */
export type OverviewView = z.infer<typeof overviewView>;

/** How the loop is. */
export const readOverview = defineRoute({
  operation: "readOverview",
  method: "get",
  path: "/projects/{project}/overview",
  permission: inProject("viewer", "read"),
  tag: "projects",
  summary: "The loop with the state of each step, what to do next, and what happened lately",
  shapes: { params: projectParams, returns: overviewView },
});

/** A project in the list. */
export const projectRow = z.object({
  id: z.string(),
  name: z.string(),
  task: z.string(),
  origin: z.enum(["person", "sample"]),
  items: rowInteger,
  labelled: rowInteger,
  labels: rowInteger,
  accuracy: estimate
    .optional()
    .describe("Of the first question, if it is a choice; absent until there are 20 items to measure on."),
  accuracyOn,
  headline: z.string().optional().describe("What says most of the first question, in words: 0.42 levels off."),
  version: rowInteger.optional(),
  endpoints: rowInteger,
  alerts: rowInteger,
  steps: z.array(stepState),
  createdAt: z.string(),
});

/** Projects. */
export const listProjects = defineRoute({
  operation: "listProjects",
  method: "get",
  path: "/projects",
  permission: signedIn,
  tag: "projects",
  summary: "The projects that the caller may see",
  shapes: { returns: z.object({ rows: z.array(projectRow) }) },
});

/** Train. */
export const startTraining = defineRoute({
  operation: "startTraining",
  method: "post",
  path: "/projects/{project}/train",
  permission: inProject("annotator", "train"),
  tag: "train",
  summary:
    "The standard flow: train on all labels outside the test and validation splits and the audit items, evaluate, register; a job whose result is {run, version, seconds, split, items, tooFew, metrics}",
  shapes: { params: projectParams, body: trainOptions, returns: z.object({ job: z.string(), run: z.string() }) },
});

/** What the job of `startTraining` results in. */
export const trainingResult = z.object({
  run: z.string(),
  version: rowInteger,
  question: z.string(),
  seconds: z.number(),
  split: evaluationView.shape.split,
  items: rowInteger,
  tooFew: tooFewInAll,
  metrics: metricsView,
});

/** How the server is. */
export const readStatus = defineRoute({
  operation: "readStatus",
  method: "get",
  path: "/status",
  permission: inWorkspace("viewer", "read"),
  tag: "system",
  summary: "How much of what there is",
  shapes: {
    returns: z.object({
      ready: z.boolean(),
      projects: rowInteger,
      items: rowInteger,
      labels: rowInteger,
      endpoints: rowInteger,
      jobs: z.object({ queued: rowInteger, running: rowInteger }),
      version: z.string(),
    }),
  },
});

/** Delete a project. */
export const deleteProject = defineRoute({
  operation: "deleteProject",
  method: "delete",
  path: "/projects/{project}",
  permission: inProject("admin", "manage"),
  tag: "projects",
  summary:
    "Delete a project with its labels, models and endpoints; its names are free and its endpoints silent at once, its data go in the background",
  shapes: {
    params: projectParams,
    query: z.object({
      if: z
        .enum(["always", "empty"])
        .default("always")
        .describe("With empty, only a project without items, labels, and imports that run, are done or are another's."),
    }),
    returns: nothing,
  },
  refuses: ["conflict"],
});

export {
  changeWebhook,
  createWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  replayDelivery,
  testWebhook,
  toldEvents,
} from "./webhooks/contract.ts";
