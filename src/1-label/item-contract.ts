import { z } from "zod";
import { answerValue } from "#answers/contract";
import { splits } from "#collect/contract";
import { inProject } from "#platform/access/contract";
import { defineRoute, naming, pageOf, pageQuery, projectParams, rowInteger } from "#platform/http/contract";
import { shownSuggestion } from "./answer-value.ts";

const tag = "label";

/** The content of an item that is a file. */
export const itemFile = z
  .object({ type: z.string().describe("Its media type."), bytes: z.number(), name: z.string() })
  .describe("There where the item is a file; its text is then the name, its content at …/items/{item}/content.");
/** The content of an item that is a file. */
export type ItemFile = z.infer<typeof itemFile>;

/** What counts of a question about an item. */
export const itemAnswer = z.object({
  question: z.string(),
  value: answerValue,
  label: z.string().describe("The id of the label, or the level."),
  how: z.string(),
  at: z.string(),
});
/** What counts of a question about an item. */
export type ItemAnswer = z.infer<typeof itemAnswer>;

/** An item in a list. */
export const itemRow = z.object({
  id: z.string(),
  text: z.string().describe("The first 500 characters."),
  file: itemFile.optional(),
  key: z.string().optional(),
  split: z.enum(splits).optional(),
  state: z.enum(["open", "held", "done"]),
  answers: z.array(itemAnswer).describe("What counts of the questions that are answered, in their order."),
});
/** An item in a list. */
export type ItemRow = z.infer<typeof itemRow>;

/** The items of a project. */
export const listItems = defineRoute({
  operation: "listItems",
  method: "get",
  path: "/projects/{project}/items",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Items with their labels, in the order they came; filters combine",
  shapes: {
    params: projectParams,
    query: pageQuery("item", 500).extend({
      question: naming.optional().describe("What label and state are about; the first or all when not given."),
      label: naming.optional().describe("The id of a label, or a level."),
      state: z.enum(["labelled", "unlabelled", "disputed"]).optional(),
      split: z.enum([...splits, "none"]).optional(),
      search: z.string().max(200).optional(),
    }),
    returns: pageOf(itemRow).extend({
      partial: z.boolean().describe("True when a search stopped early; go on with next."),
    }),
  },
});

/** One item with its history. */
export const itemView = z.object({
  id: z.string(),
  text: z.string(),
  file: itemFile.optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
  key: z.string().optional(),
  split: z.enum(splits).optional(),
  origin: z.object({
    import: z.string().optional(),
    name: z.string().optional(),
    line: rowInteger.optional(),
    at: z.string(),
  }),
  answers: z.array(itemAnswer),
  audit: z.boolean().optional().describe("Told to reviewers and above only."),
  history: z.array(
    z.object({
      id: z.string(),
      question: z.string(),
      author: z.string(),
      kind: z.string(),
      value: answerValue.optional(),
      milliseconds: z.number().optional(),
      suggestion: shownSuggestion.optional(),
      supersedes: z.string().optional(),
      counts: z.boolean().describe("Whether it is among the answers behind the label of now."),
      at: z.string(),
    }),
  ),
});

/** One item with its history. */
export const readItem = defineRoute({
  operation: "readItem",
  method: "get",
  path: "/projects/{project}/items/{item}",
  permission: inProject("viewer", "read"),
  tag,
  summary: "One item, its label, and every answer ever given",
  shapes: { params: projectParams.extend({ item: naming }), returns: itemView },
});

/** Add a file as an item. */
export const addFile = defineRoute({
  operation: "addFile",
  method: "post",
  path: "/projects/{project}/items",
  permission: inProject("admin", "import"),
  tag: "collect",
  summary: "Add a file, such as an image, as the content of one item; the same bytes are one item",
  limit: 64 * 1024 * 1024,
  shapes: {
    params: projectParams,
    query: z.object({
      name: z.string().min(1).max(300),
      type: z
        .string()
        .max(100)
        .regex(/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/, "must be a media type, such as image/png")
        .default("application/octet-stream")
        .describe("The media type; for common images it is read from the bytes."),
      split: z.enum(splits).optional(),
    }),
    body: "stream",
    returns: z.object({ item: z.string(), added: z.enum(["now", "before"]) }),
  },
});

/** The content of an item. */
export const readContent = defineRoute({
  operation: "readContent",
  method: "get",
  path: "/projects/{project}/items/{item}/content",
  permission: inProject("viewer", "read"),
  tag: "collect",
  summary: "The content of an item: the bytes of its file, or its text",
  shapes: { params: projectParams.extend({ item: naming }), returns: "stream" },
  types: ["*/*"],
});

/** How many of what. */
export const countsView = z.object({
  items: rowInteger,
  labelled: rowInteger.describe("Items with an answer to every question that must be answered."),
  splits: z.array(z.object({ split: z.enum([...splits, "none"]), items: rowInteger, labelled: rowInteger })),
  questions: z.array(
    z.object({
      question: z.string(),
      name: z.string(),
      labelled: rowInteger,
      labels: z.array(z.object({ label: z.string(), items: rowInteger })),
    }),
  ),
});

/** How many of what. */
export const readCounts = defineRoute({
  operation: "readCounts",
  method: "get",
  path: "/projects/{project}/counts",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Items by split, and by question and label",
  shapes: { params: projectParams, returns: countsView },
});

/** Take the labels home. */
export const exportLabels = defineRoute({
  operation: "exportLabels",
  method: "get",
  path: "/projects/{project}/export",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Items with their labels as a file, streamed",
  shapes: {
    params: projectParams,
    query: z.object({
      format: z.enum(["csv", "jsonl"]).default("csv"),
      only: z.enum(["labelled", "all"]).default("labelled"),
      for: z
        .enum(["programs", "spreadsheet"])
        .default("programs")
        .describe("For a spreadsheet, a CSV says that it is UTF-8, and no cell is run as a formula."),
      split: z.enum(splits).optional(),
    }),
    returns: "stream",
  },
  types: ["text/csv", "application/x-ndjson"],
});

/** A frozen state of the data. */
export const snapshotView = z.object({
  id: z.string(),
  question: z.string().describe("The question whose answers it holds."),
  hash: z.string(),
  items: rowInteger,
  labelled: rowInteger,
  counts: z.record(z.string(), z.number()),
  complete: z.boolean(),
  createdAt: z.string(),
});

/** Frozen states of the data. */
export const listSnapshots = defineRoute({
  operation: "listSnapshots",
  method: "get",
  path: "/projects/{project}/snapshots",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Snapshots, newest first",
  shapes: { params: projectParams, returns: z.object({ rows: z.array(snapshotView) }) },
});

/** Remove items for ever. */
export const removeItems = defineRoute({
  operation: "removeItems",
  method: "post",
  path: "/projects/{project}/items/remove",
  permission: inProject("admin", "manage"),
  tag,
  summary:
    "Remove chosen items for ever, with every answer to them; snapshots that had them say that they are not complete",
  shapes: {
    params: projectParams,
    body: z.object({ items: z.array(z.string().max(100)).min(1).max(1000) }),
    returns: z.object({ removed: rowInteger }),
  },
});

/** Take an import back. */
export const takeBackImport = defineRoute({
  operation: "takeBackImport",
  method: "post",
  path: "/projects/{project}/imports/{import}/take-back",
  permission: inProject("admin", "import"),
  tag,
  summary:
    "Take an import back whole: the items it added with all answers to them, and its labels of other items; a job",
  shapes: { params: projectParams.extend({ import: naming }), returns: z.object({ job: z.string() }) },
  refuses: ["conflict"],
});
