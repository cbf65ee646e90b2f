import { z } from "zod";
import { questionKinds, ratingSettings } from "#answers/contract";
import { inProject } from "#platform/access/contract";
import { defineRoute, nameText, naming, nothing, projectParams } from "#platform/http/contract";

const tag = "label";

/** The most questions of a project. */
export const mostQuestions = 20;

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

/** A question of a project. */
export const questionView = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(questionKinds),
  guideline: z.string(),
  required: z.boolean().describe("Whether an item is open until it is answered."),
  labels: z
    .array(labelView)
    .describe("What may be answered: the labels, or the levels of a rating from the lowest up."),
  settings: ratingSettings.partial().describe("Of a rating: how many levels, and what the ends mean."),
});
/** A question of a project. */
export type QuestionView = z.infer<typeof questionView>;

/** A question to be made. */
export const newQuestion = z.object({
  name: nameText,
  kind: z.enum(questionKinds).default("choice"),
  guideline: z.string().max(100_000).default(""),
  required: z.boolean().default(true),
  labels: z.array(nameText).max(5000).default([]).describe("Of a choice."),
  settings: ratingSettings.optional().describe("Of a rating."),
});
/** A question to be made. */
export type NewQuestion = z.output<typeof newQuestion>;

const questionParams = projectParams.extend({ question: naming.describe("Its id or its name.") });
const ofQuestion = z.object({
  question: naming.optional().describe("The id or the name of the question; the first when not given."),
});

/** Ask another question. */
export const addQuestion = defineRoute({
  operation: "addQuestion",
  method: "post",
  path: "/projects/{project}/questions",
  permission: inProject("admin", "manage"),
  tag,
  summary: "Ask another question about every item; where it must be answered, items that were done are open again",
  shapes: {
    params: projectParams,
    body: newQuestion,
    returns: questionView.extend({ job: z.string().optional().describe("The job that opens items again.") }),
  },
  refuses: ["conflict"],
});

/** Change a question. */
export const changeQuestion = defineRoute({
  operation: "changeQuestion",
  method: "patch",
  path: "/projects/{project}/questions/{question}",
  permission: inProject("admin", "manage"),
  tag,
  summary: "Rename a question, change its guideline, or say whether it must be answered",
  shapes: {
    params: questionParams,
    body: z.object({
      name: nameText.optional(),
      guideline: z.string().max(100_000).optional(),
      required: z.boolean().optional(),
      settings: ratingSettings
        .pick({ lowest: true, highest: true })
        .optional()
        .describe("What the ends of a rating mean."),
    }),
    returns: questionView.extend({ job: z.string().optional().describe("The job that looks which items are done.") }),
  },
  refuses: ["conflict"],
});

/** Take a question away. */
export const removeQuestion = defineRoute({
  operation: "removeQuestion",
  method: "delete",
  path: "/projects/{project}/questions/{question}",
  permission: inProject("admin", "manage"),
  tag,
  summary: "Take away a question that nobody has answered",
  shapes: { params: questionParams, returns: nothing },
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
    query: ofQuestion,
    body: z.object({ names: z.array(nameText).min(1).max(5000) }),
    returns: z.object({
      labels: z.array(labelView),
      meant: z.array(z.string()).describe("The id of the label that each of the names means, in their order."),
    }),
  },
  refuses: ["conflict"],
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
