import { Failure } from "#failure";
import type { ImportOptions } from "../contract.ts";
import type { Reading } from "./decide-reading.ts";
import { answerColumn, isAnswerColumn } from "./lift-record.ts";

/** The columns that were chosen; the others go along as fields. */
export interface ChosenColumns {
  readonly text: string;
  readonly label: string | undefined;
  /** Whether the label is no answer in rows that name theirs: an export of several questions names all, the first too. */
  readonly isLabelUnnamed: boolean;
  /** Columns that answer questions, by the name of the question. */
  readonly answers: readonly { readonly question: string; readonly column: string }[];
  readonly key: string | undefined;
  readonly split: string | undefined;
  /** Columns of an export that are kept, but shown to nobody who labels. */
  readonly apart: readonly string[];
  /** A column that says whether the answer beside it was accepted. */
  readonly verdict: string | undefined;
}

type Wanted = Pick<ImportOptions, "text" | "label" | "answers" | "key" | "split" | "splitColumn">;

const parts = ["text", "label", "key", "splitColumn"] as const;
const flags = {
  text: "--text",
  label: "--label",
  answers: "--answers",
  key: "--key",
  splitColumn: "--split-column",
} as const;

/** Which columns to take: those asked for, the text guessed if none was; what cannot be is a failure that lists what is there. */
export function chooseColumns(reading: Reading, wanted: Wanted, questions: readonly string[]): ChosenColumns {
  for (const part of parts) refuseMissing(reading, part, wanted[part]);
  for (const one of wanted.answers ?? []) refuseMissing(reading, "answers", one.column);
  if (wanted.split && wanted.splitColumn)
    throw new Failure("invalid", "Say either the split of all items or the column that holds it, not both.", {
      field: "splitColumn",
    });
  const isExport = reading.origin === "export";
  // The first rows of JSON need not have every part that a later one has.
  const isOpen = isExport && (reading.format === "json" || reading.format === "jsonl");
  const own = (part: "label" | "key" | "split") => reading.guess[part] ?? (isOpen ? part : undefined);
  const isNamed = isExport && !isOpen && wanted.label === undefined && reading.columns.some(isAnswerColumn);
  const text = wanted.text ?? reading.guess.text;
  if (text === undefined) throw notClear(reading);
  return {
    text,
    label: named(wanted.label, isExport && !isNamed ? own("label") : undefined),
    isLabelUnnamed: isOpen && wanted.label === undefined,
    answers: answersOf(reading, wanted, questions),
    key: named(wanted.key, own("key")),
    split: named(wanted.splitColumn, wanted.split ? undefined : own("split")),
    apart: isExport ? ["id", "how", "file", ...(isNamed ? ["label"] : []), ...(wanted.split ? ["split"] : [])] : [],
    verdict: verdictOf(reading),
  };
}

/** The columns that answer questions: those asked for; of the other questions those that an export names so. */
function answersOf(
  reading: Reading,
  { answers: asked = [], label }: Wanted,
  questions: readonly string[],
): ChosenColumns["answers"] {
  const unknown = asked.find((one) => !questions.includes(one.question));
  const list = questions.map((one) => `"${one}"`).join(", ");
  if (unknown)
    throw new Failure("invalid", `This project has no question "${unknown.question}". It asks ${list}.`, {
      field: "answers",
    });
  const names = [...asked.map((one) => one.question), ...(label ? questions.slice(0, 1) : [])];
  const twice = names.find((one, at) => names.indexOf(one) !== at);
  if (twice !== undefined)
    throw new Failure("invalid", `Two columns answer "${twice}". Choose one of them.`, { field: "answers" });
  const chosen = asked.filter((one) => one.column !== "");
  if (reading.origin !== "export") return chosen;
  const isOpen = reading.format === "json" || reading.format === "jsonl";
  const found = questions
    .filter((question, at) => !asked.some((one) => one.question === question) && (at > 0 || label === undefined))
    .map((question) => ({ question, column: answerColumn(question) }));
  return [...chosen, ...found.filter(({ column }) => isOpen || reading.columns.includes(column))];
}

/** The column that was asked for, none where that is "", else the one that was found. */
const named = (wanted: string | undefined, found: string | undefined): string | undefined =>
  wanted === undefined ? found : wanted || undefined;

function refuseMissing(reading: Reading, part: keyof typeof flags, name: string | undefined): void {
  if (!name || reading.columns.includes(name)) return;
  if (reading.format === "txt")
    throw new Failure(
      "invalid",
      `A text file has no columns, so ${flags[part]} ${name} cannot be used: every line is a text${reading.lineLabels === "yes" ? ', in the column "text", and its __label__ in the column "label"' : ""}.`,
      { field: part, columns: reading.columns },
    );
  const isJson = reading.format === "json" || reading.format === "jsonl";
  if (isJson && reading.sample === "some") return;
  throw missingColumn(reading.columns, { part, name });
}

/** The failure of a column that is not there. */
export const missingColumn = (columns: readonly string[], asked: { part: string; name: string }): Failure =>
  new Failure("invalid", `The file has no column "${asked.name}". It has ${listOf(columns)}.`, {
    field: asked.part,
    columns,
  });

const listOf = (columns: readonly string[]): string =>
  `${columns
    .slice(0, 12)
    .map((one) => `"${one.slice(0, 60)}"`)
    .join(", ")}${columns.length > 12 ? ", …" : ""}`;

function notClear({ columns }: Reading): Failure {
  const sentence =
    columns.length === 0
      ? "No row of the file can be read."
      : `It is not clear which column holds the text. The file has ${listOf(columns)}: name one with --text.`;
  return new Failure("invalid", sentence, { field: "text", columns });
}

const verdicts = new Set(["accept", "reject", "ignore"]);

function verdictOf({ columns, rows }: Reading): string | undefined {
  const given = columns.includes("answer") ? rows.flatMap((row) => row.answer || []) : [];
  return given.length > 0 && given.every((one) => verdicts.has(one)) ? "answer" : undefined;
}
