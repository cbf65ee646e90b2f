import { z } from "zod";
import { inProject, inWorkspace } from "#platform/access/contract";
import { defineRoute, idText, nameText, naming, nothing, projectParams, rowInteger } from "#platform/http/contract";
import { choiceValue, shownSuggestion } from "./answer-value.ts";

const tag = "label";

const zones = new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);
/** The name of a time zone, whose midnight begins a day. */
const timeZone = z
  .string()
  .max(100)
  .refine((name) => zones.has(name), '"zone" must be the name of a time zone, such as Europe/Berlin')
  .describe("The caller's time zone, such as Europe/Berlin: today begins at midnight there; UTC when not given.");

/** A probability with what it may be, at 95 %, and on how many items it rests. */
export const estimate = z.object({ value: z.number(), low: z.number(), high: z.number(), items: rowInteger });
/** A probability with its interval. */
export type Estimate = z.infer<typeof estimate>;

/** A label of a question. */
export const labelView = z.object({
  id: z.string(),
  name: z.string(),
  key: z.string().optional().describe("The key that chooses it."),
  color: z.string().optional(),
  description: z.string(),
  position: z.number(),
  retired: z.boolean(),
  mergedInto: z.string().optional().describe("The label that its answers count as: it was merged into that one."),
});
/** A label of a question. */
export type LabelView = z.infer<typeof labelView>;

/** How a project labels. */
export const projectSettings = z.object({
  suggestions: z.enum(["on", "off"]).default("on"),
  auditShare: z.number().min(0).max(0.5).default(0.15).describe("Of tasks made from now on."),
});
/** How a project labels. */
export type ProjectSettings = z.infer<typeof projectSettings>;

/** A project with its question. */
export const projectView = z.object({
  id: z.string(),
  name: z.string(),
  task: z.enum(["classify"]),
  dataset: z.string(),
  origin: z.enum(["person", "sample"]),
  createdAt: z.string(),
  settings: projectSettings,
  question: z.object({
    id: z.string(),
    name: z.string(),
    kind: z.literal("choice"),
    guideline: z.string(),
    labels: z.array(labelView),
  }),
  me: z.object({ role: z.enum(["owner", "admin", "reviewer", "annotator", "viewer"]) }),
});
/** A project with its question. */
export type ProjectView = z.infer<typeof projectView>;

/** Make a project. */
export const createProject = defineRoute({
  operation: "createProject",
  method: "post",
  path: "/projects",
  permission: inWorkspace("admin", "manage"),
  tag: "projects",
  summary: "Make a project with its labels",
  shapes: {
    body: z.object({
      name: nameText,
      task: z.enum(["classify"]).default("classify"),
      labels: z.array(nameText).max(5000).default([]),
      guideline: z.string().max(100_000).default(""),
    }),
    returns: projectView,
  },
  refuses: ["conflict"],
});

/** A project. */
export const readProject = defineRoute({
  operation: "readProject",
  method: "get",
  path: "/projects/{project}",
  permission: inProject("viewer", "read"),
  tag: "projects",
  summary: "A project with its question and labels",
  shapes: { params: projectParams, returns: projectView },
});

/** Change a project. */
export const changeProject = defineRoute({
  operation: "changeProject",
  method: "patch",
  path: "/projects/{project}",
  permission: inProject("admin", "manage"),
  tag: "projects",
  summary: "Change the name, the guideline or the settings of a project",
  shapes: {
    params: projectParams,
    body: z.object({
      name: nameText.optional(),
      guideline: z.string().max(100_000).optional(),
      settings: projectSettings.partial().optional(),
    }),
    returns: projectView,
  },
  refuses: ["conflict"],
});

/** Add labels. */
export const addLabels = defineRoute({
  operation: "addLabels",
  method: "post",
  path: "/projects/{project}/labels",
  permission: inProject("annotator", "label"),
  tag,
  summary: "Add labels by name; names that are there already are left as they are",
  shapes: {
    params: projectParams,
    body: z.object({ names: z.array(nameText).min(1).max(5000) }),
    returns: z.object({
      labels: z.array(labelView),
      meant: z.array(z.string()).describe("The id of the label that each of the names means, in their order."),
    }),
  },
});

/** Change a label. */
export const changeLabel = defineRoute({
  operation: "changeLabel",
  method: "patch",
  path: "/projects/{project}/labels/{label}",
  permission: inProject("admin", "manage"),
  tag,
  summary: "Rename, describe, re-key or retire a label",
  shapes: {
    params: projectParams.extend({ label: naming }),
    body: z.object({
      name: nameText.optional(),
      key: z
        .string()
        .regex(/^[a-z0-9]$/)
        .nullable()
        .optional(),
      description: z.string().max(10_000).optional(),
      retired: z.boolean().optional(),
    }),
    returns: labelView,
  },
  refuses: ["conflict"],
});

/** Merge a label. */
export const mergeLabels = defineRoute({
  operation: "mergeLabels",
  method: "post",
  path: "/projects/{project}/labels/{label}/merge",
  permission: inProject("admin", "manage"),
  tag,
  summary: "Merge a label into another one: every answer that names it counts as the other from now on",
  shapes: {
    params: projectParams.extend({ label: naming }),
    body: z.object({ into: naming.describe("The id of the label that stays.") }),
    returns: z.object({
      label: labelView.describe("The label that stays."),
      job: z.string().describe("The job that decides anew what votes between the two had decided."),
    }),
  },
  refuses: ["conflict"],
});

/** One item to label. */
export const taskView = z.object({
  item: z.string(),
  text: z.string(),
  fields: z.record(z.string(), z.unknown()).optional(),
  suggestion: shownSuggestion.optional(),
  heldUntil: z.string(),
  previous: choiceValue.optional().describe("The answer that was undone."),
});
/** One item to label. */
export type TaskView = z.infer<typeof taskView>;

/** The next items to label. */
export const nextTasks = defineRoute({
  operation: "nextTasks",
  method: "post",
  path: "/projects/{project}/tasks/next",
  permission: inProject("annotator", "label"),
  tag,
  summary: "The next items to label, held for the caller for ten minutes; nobody else gets them meanwhile",
  shapes: {
    params: projectParams,
    body: z.object({ count: z.number().int().min(1).max(20).default(1) }),
    returns: z.object({ tasks: z.array(taskView), left: z.enum(["more", "none", "only skipped"]) }),
  },
});

/** Keep holding tasks that were handed out. */
export const holdTasks = defineRoute({
  operation: "holdTasks",
  method: "post",
  path: "/projects/{project}/tasks/hold",
  permission: inProject("annotator", "label"),
  tag,
  summary: "Hold one's tasks for longer, or (until: now) give them back",
  shapes: {
    params: projectParams,
    body: z.object({ items: z.array(naming).min(1).max(50), until: z.enum(["later", "now"]) }),
    returns: nothing,
  },
});

const annotationId = idText("annotation");

/** What became of an answer that was given, and what counts now. */
export const savedAnswer = z.object({
  annotation: z.string(),
  saved: z.enum(["now", "before"]),
  label: z.string().optional().describe("The label that the item has now; not the given one where others outvote it."),
  how: z.string().optional().describe("How it came about: person, majority, reviewed, disputed …"),
});
/** What became of an answer that was given, and what counts now. */
export type SavedAnswer = z.infer<typeof savedAnswer>;

/** Answer. */
export const giveLabel = defineRoute({
  operation: "giveLabel",
  method: "put",
  path: "/projects/{project}/annotations/{annotation}",
  permission: inProject("annotator", "label"),
  tag,
  summary: "Give an answer under an id made by the client; sending it twice is saving it once",
  shapes: {
    params: projectParams.extend({ annotation: annotationId }),
    body: z.object({
      item: naming,
      value: choiceValue,
      milliseconds: z.number().int().min(0).max(86_400_000).optional(),
      suggestion: shownSuggestion.optional(),
    }),
    returns: savedAnswer,
  },
  refuses: ["conflict"],
});

/** Undo. */
export const undoLabel = defineRoute({
  operation: "undoLabel",
  method: "post",
  path: "/projects/{project}/annotations/undo",
  permission: inProject("annotator", "label"),
  tag,
  summary:
    "Take back an answer of the caller that still stands, the newest or the one that is named; its item comes back",
  shapes: {
    params: projectParams,
    body: z.object({
      id: annotationId.describe("Of the undo, made by the client; sending it twice is undoing once."),
      annotation: annotationId
        .optional()
        .describe("The answer to take back; where it does not stand, nothing is done."),
    }),
    returns: z.object({ task: taskView.optional() }),
  },
  refuses: ["conflict"],
});

/** Skip. */
export const skipTask = defineRoute({
  operation: "skipTask",
  method: "post",
  path: "/projects/{project}/tasks/{item}/skip",
  permission: inProject("annotator", "label"),
  tag,
  summary: "Skip an item; it comes again after all others",
  shapes: {
    params: projectParams.extend({ item: naming }),
    body: z.object({ reason: z.string().max(500).default("") }),
    returns: nothing,
  },
});

/** How labelling goes. */
export const progressView = z.object({
  items: rowInteger,
  labelled: rowInteger,
  open: z.number(),
  mine: z.object({ today: rowInteger, secondsEach: z.number().optional() }),
  accuracy: estimate.optional().describe("Of the live model, on at least 20 audit items, which it never learns from."),
  live: z
    .object({ number: rowInteger, labels: rowInteger, classes: rowInteger, seconds: z.number(), at: z.string() })
    .optional(),
  points: z
    .array(estimate.extend({ labels: rowInteger }))
    .describe("Accuracy while labelling, from 20 audit items on."),
  needed: z.string().optional().describe("What the live model, or its accuracy, still waits for, in a sentence."),
});
/** How labelling goes. */
export type ProgressView = z.infer<typeof progressView>;

/** How labelling goes. */
export const readProgress = defineRoute({
  operation: "readProgress",
  method: "get",
  path: "/projects/{project}/progress",
  permission: inProject("viewer", "read"),
  tag,
  summary: "How labelling goes: counts, pace, the live model and its honest accuracy",
  shapes: { params: projectParams, query: z.object({ zone: timeZone.optional() }), returns: progressView },
});

export * from "./answer-value.ts";
export * from "./item-contract.ts";
