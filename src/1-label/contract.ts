import { z } from "zod";
import { answerValue } from "#answers/contract";
import { inProject, inWorkspace } from "#platform/access/contract";
import { defineRoute, idText, nameText, naming, nothing, projectParams, rowInteger } from "#platform/http/contract";
import { shownSuggestion } from "./answer-value.ts";
import { itemFile } from "./item-contract.ts";
import { mostQuestions, newQuestion, questionView } from "./question-contract.ts";

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

/** How a project labels. */
export const projectSettings = z.object({
  suggestions: z.enum(["on", "off"]).default("on"),
  auditShare: z.number().min(0).max(0.5).default(0.15).describe("Of tasks made from now on."),
});
/** How a project labels. */
export type ProjectSettings = z.infer<typeof projectSettings>;

/** A project with its questions. */
export const projectView = z.object({
  id: z.string(),
  name: z.string(),
  task: z.enum(["classify"]),
  dataset: z.string(),
  origin: z.enum(["person", "sample"]),
  createdAt: z.string(),
  settings: projectSettings,
  questions: z.array(questionView).min(1).describe("In their order."),
  me: z.object({ role: z.enum(["owner", "admin", "reviewer", "annotator", "viewer"]) }),
});
/** A project with its questions. */
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
      labels: z.array(nameText).max(5000).default([]).describe("Of the first question, where it is a choice."),
      guideline: z.string().max(100_000).default("").describe("Of the first question."),
      questions: z
        .array(newQuestion)
        .min(1)
        .max(mostQuestions)
        .optional()
        .describe("What is asked about each item; one choice named label when not given."),
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
  summary: "A project with its questions and labels",
  shapes: { params: projectParams, returns: projectView },
});

/** Change a project. */
export const changeProject = defineRoute({
  operation: "changeProject",
  method: "patch",
  path: "/projects/{project}",
  permission: inProject("admin", "manage"),
  tag: "projects",
  summary: "Change the name or the settings of a project",
  shapes: {
    params: projectParams,
    body: z.object({
      name: nameText.optional(),
      settings: projectSettings.partial().optional(),
    }),
    returns: projectView,
  },
  refuses: ["conflict"],
});

/** One item to label. */
export const taskView = z.object({
  item: z.string(),
  text: z.string(),
  file: itemFile.optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
  suggestions: z.record(z.string(), shownSuggestion).describe("By the id of the question."),
  answers: z.record(z.string(), answerValue).describe("What counts already, by the id of the question."),
  heldUntil: z.string(),
  previous: z.record(z.string(), answerValue).describe("The answers that were undone, by the id of the question."),
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

/** What became of answers that were given, and what counts now. */
export const savedAnswers = z.object({
  annotation: z.string(),
  saved: z.enum(["now", "before"]),
  counts: z
    .record(
      z.string(),
      z.object({
        value: answerValue.describe("Not the given one where others outvote it."),
        how: z.string().describe("How it came about: person, majority, reviewed, disputed …"),
      }),
    )
    .describe("What counts now of each question that was answered, by its id."),
});
/** What became of answers that were given, and what counts now. */
export type SavedAnswers = z.infer<typeof savedAnswers>;

const byQuestion = <Value extends z.ZodType>(value: Value) =>
  z
    .record(z.string().min(1).max(200), value)
    .refine((given) => Object.keys(given).length <= mostQuestions, `holds more than ${mostQuestions} questions`);

/** Answer. */
export const giveAnswers = defineRoute({
  operation: "giveAnswers",
  method: "put",
  path: "/projects/{project}/annotations/{annotation}",
  permission: inProject("annotator", "label"),
  tag,
  summary: "Answer questions about an item under an id made by the client; sending it twice is saving it once",
  shapes: {
    params: projectParams.extend({ annotation: annotationId }),
    body: z.object({
      item: naming,
      answers: byQuestion(answerValue)
        .optional()
        .describe("By the id or the name of the question; all are saved or none. Needed, unless there is a value."),
      value: answerValue.optional().describe("The answer to the first question, as before there were several."),
      suggestion: shownSuggestion.optional().describe("What was shown with that value."),
      milliseconds: z.number().int().min(0).max(86_400_000).optional(),
      suggestions: byQuestion(shownSuggestion).optional().describe("What was shown, by question."),
    }),
    returns: savedAnswers,
  },
  refuses: ["conflict"],
});

/** Undo. */
export const undoAnswers = defineRoute({
  operation: "undoAnswers",
  method: "post",
  path: "/projects/{project}/annotations/undo",
  permission: inProject("annotator", "label"),
  tag,
  summary: "Take back what the caller saved and still stands, the newest or the one that is named; its item comes back",
  shapes: {
    params: projectParams,
    body: z.object({
      id: annotationId.describe("Of the undo, made by the client; sending it twice is undoing once."),
      annotation: annotationId
        .optional()
        .describe("The id of what was saved; where none of it stands, nothing is done."),
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

/** How labelling of one question goes. */
export const questionProgress = z.object({
  question: z.string(),
  name: z.string(),
  labelled: rowInteger.describe("Items whose answer counts."),
  accuracy: estimate.optional().describe("Of the live model, on at least 20 audit items, which it never learns from."),
  live: z
    .object({ number: rowInteger, labels: rowInteger, classes: rowInteger, seconds: z.number(), at: z.string() })
    .optional(),
  points: z
    .array(estimate.extend({ labels: rowInteger }))
    .describe("Accuracy while labelling, from 20 audit items on."),
  needed: z.string().optional().describe("What the live model, or its accuracy, still waits for, in a sentence."),
});
/** How labelling of one question goes. */
export type QuestionProgress = z.infer<typeof questionProgress>;

/** How labelling goes. */
export const progressView = z.object({
  items: rowInteger,
  labelled: rowInteger.describe("Items with an answer to every question that must be answered."),
  open: z.number(),
  mine: z.object({ today: rowInteger, secondsEach: z.number().optional() }),
  questions: z.array(questionProgress).describe("In their order."),
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
export * from "./question-contract.ts";
