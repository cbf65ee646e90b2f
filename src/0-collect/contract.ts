import { z } from "zod";
import { inProject } from "#platform/access/contract";
import { defineRoute, idNaming, nothing, pageOf, pageQuery, projectParams, rowInteger } from "#platform/http/contract";

const tag = "collect";

/** The parts that data is held apart in; `none` is free for training. */
export const splits = ["train", "validation", "test"] as const;
/** A part that data is held apart in. */
export type Split = (typeof splits)[number];

/** How a source is read. */
export const formats = ["csv", "tsv", "json", "jsonl", "txt", "folder"] as const;
/** How a source is read. */
export type Format = (typeof formats)[number];

/** How the bytes of a file become characters. */
export const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
/** How the bytes of a file become characters. */
export type Encoding = (typeof encodings)[number];

/** How a file is read; each is found out by looking at it when not given. */
export const readingOptions = z.object({
  encoding: z.enum(encodings).optional().describe("How the bytes become characters."),
  delimiter: z
    .enum([",", ";", "tab", "|", "none"])
    .optional()
    .describe("What stands between the cells of a table; none where every line is one cell."),
  quote: z
    .enum(["double", "none"])
    .optional()
    .describe("Whether quotation marks enclose cells, or are characters like others."),
  header: z.enum(["yes", "no"]).optional().describe("Whether the first row names the columns."),
});

/** What to take from a source: how to read it, which columns, where to put it. */
export const importOptions = readingOptions.extend({
  text: z.string().min(1).max(200).optional().describe("The column with the text; guessed when not given."),
  label: z
    .string()
    .max(200)
    .optional()
    .describe(
      'The column with the label; none when not given or "", except in folders, where each class is one, and in exports.',
    ),
  answers: z
    .array(z.strictObject({ question: z.string().min(1).max(200), column: z.string().max(200) }))
    .max(20)
    .optional()
    .describe(
      'Columns with answers to questions, by the names of the questions, "" for none; the label answers the first.',
    ),
  key: z.string().max(200).optional().describe('A column with your own unique key; "" for none.'),
  splitColumn: z
    .string()
    .max(200)
    .optional()
    .describe('A column that says train, validation or test; one called split that does is found; "" for none.'),
  labels: z
    .enum(["keep", "replace"])
    .default("keep")
    .describe("What to do where an item has another label than the file gives it."),
  split: z.enum(splits).optional().describe("Put every item into this split; test items are never trained on."),
  duplicates: z.enum(["skip", "keep"]).default("skip").describe("What to do with texts that are here already."),
  minPerClass: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(100)
    .describe("For folders: the least documents a class needs."),
});
/** What to take from a source. */
export type ImportOptions = z.infer<typeof importOptions>;
/** What somebody asks to take from a source; what is left out has its default. */
export type AskedImportOptions = z.input<typeof importOptions>;

/** A row that could not be taken, with the line it began on. */
export const reject = z.object({ line: rowInteger, reason: z.string(), text: z.string() });
/** A row that could not be taken. */
export type Reject = z.infer<typeof reject>;

/** Something that an import changed, left out or found in conflict. */
export const finding = z.object({
  kind: z.string(),
  count: rowInteger,
  lines: z.array(z.number()).describe("The first lines it is about."),
  sentence: z.string(),
});
/** Something that an import changed, left out or found in conflict. */
export type Finding = z.infer<typeof finding>;

/** An import as a screen or a script sees it. */
export const importView = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(["waiting", "running", "done", "failed", "cancelled", "taken back"]),
  job: z.string().optional(),
  read: rowInteger,
  added: rowInteger,
  duplicates: rowInteger,
  labelled: rowInteger,
  rejected: rowInteger,
  rejects: z.array(reject).describe("The first of the rejected rows."),
  findings: z.array(finding).describe("What was changed, left out or found in conflict, by kind."),
  error: z.string().optional(),
  askedBy: z.string(),
  createdAt: z.string(),
  endedAt: z.string().optional(),
});
/** An import as a screen or a script sees it. */
export type ImportView = z.infer<typeof importView>;

/** What a source looks like: its columns with a guess of what they are, and its first rows. */
export const importPreview = z.object({
  import: z.string(),
  format: z.enum(formats),
  reading: readingOptions.describe("How it is read: what was found out, and what was asked for."),
  columns: z.array(z.string()),
  guess: z.object({
    text: z.string().optional().describe("Missing where the rows do not make it clear."),
    label: z.string().optional(),
    key: z.string().optional(),
    splitColumn: z.string().optional(),
  }),
  rows: z.array(z.record(z.string(), z.string())),
  classes: z
    .array(z.object({ name: z.string(), documents: rowInteger }))
    .optional()
    .describe("For folders."),
});
/** What a source looks like. */
export type ImportPreview = z.infer<typeof importPreview>;

const importParams = projectParams.extend({ import: idNaming("import") });

/** Send a file and see what is in it. */
export const uploadImport = defineRoute({
  operation: "uploadImport",
  method: "post",
  path: "/projects/{project}/imports",
  permission: inProject("admin", "import"),
  tag,
  summary:
    "Send a file (CSV, TSV, JSON, JSONL, TXT, or a zip of a folder per class); answers with its columns and first rows",
  limit: 16 * 1024 ** 3,
  shapes: {
    params: projectParams,
    query: z.object({ name: z.string().min(1).max(300), format: z.enum(formats).optional() }),
    body: "stream",
    returns: importPreview,
  },
});

/** Look again at a file that was sent. */
export const previewImport = defineRoute({
  operation: "previewImport",
  method: "get",
  path: "/projects/{project}/imports/{import}/preview",
  permission: inProject("admin", "import"),
  tag,
  summary: "See the columns and first rows of a file that was sent, read in another way",
  shapes: { params: importParams, query: readingOptions, returns: importPreview },
});

/** Take what was sent. */
export const startImport = defineRoute({
  operation: "startImport",
  method: "post",
  path: "/projects/{project}/imports/{import}/start",
  permission: inProject("admin", "import"),
  tag,
  summary: "Take the items of a file that was sent; a job",
  shapes: { params: importParams, body: importOptions, returns: z.object({ import: z.string(), job: z.string() }) },
  refuses: ["conflict"],
});

/** All imports of a project's data. */
export const listImports = defineRoute({
  operation: "listImports",
  method: "get",
  path: "/projects/{project}/imports",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Imports, newest first",
  shapes: { params: projectParams, query: pageQuery("import", 1000), returns: pageOf(importView) },
});

/** One import. */
export const readImport = defineRoute({
  operation: "readImport",
  method: "get",
  path: "/projects/{project}/imports/{import}",
  permission: inProject("viewer", "read"),
  tag,
  summary: "One import with its counts",
  shapes: { params: importParams, returns: importView },
});

/** The rejected rows of an import. */
export const readRejects = defineRoute({
  operation: "readRejects",
  method: "get",
  path: "/projects/{project}/imports/{import}/rejects",
  permission: inProject("viewer", "read"),
  tag,
  summary: "All rejected rows as CSV: line, reason, text",
  shapes: { params: importParams, returns: "stream" },
  types: ["text/csv"],
});

/** Forget a file that was sent but not taken. */
export const dropImport = defineRoute({
  operation: "dropImport",
  method: "delete",
  path: "/projects/{project}/imports/{import}",
  permission: inProject("admin", "import"),
  tag,
  summary: "Forget a file that was sent but not taken",
  shapes: { params: importParams, returns: nothing },
});
