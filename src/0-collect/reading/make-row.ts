import { type Reject, type Split, splits } from "../contract.ts";
import type { Findings } from "../findings.ts";
import { rowLimit, type SourceRow } from "../source.ts";
import type { ChosenColumns } from "./choose-columns.ts";
import { digitsOf } from "./parse-json.ts";
import { type ReadLabel, readLabel } from "./read-label.ts";

/** The parts of a row as they stand in the source. */
interface RawRow {
  readonly line: number;
  readonly text: unknown;
  readonly label: unknown;
  /** What stands in the columns that answer questions, in their order. */
  readonly answers: readonly unknown[];
  readonly key: unknown;
  readonly split: unknown;
  readonly verdict: unknown;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  readonly meta: object | undefined;
  readonly weight: number;
}

/** Makes rows of what was read, or rejects; what it changes it notes. */
export type RowMaker = (raw: RawRow) => SourceRow | Reject;

const keyLimit = 500;
const metLabels = 10_000;

/** Opens what makes the rows of one source. */
export function rowMaker(given: { chosen: ChosenColumns; findings: Findings; split: Split | undefined }): RowMaker {
  const { chosen, findings } = given;
  const labels = new Map<unknown, ReadLabel>();
  const labelOf = (value: unknown): ReadLabel => {
    const met = labels.get(value);
    if (met) return met;
    const read = readLabel(value);
    if (typeof value === "string" && labels.size < metLabels) labels.set(value, read);
    return read;
  };
  const answersOf = (raw: RawRow): Record<string, string> => {
    // Without a prototype, so that a question may have any name.
    const answers = Object.create(null) as Record<string, string>;
    for (const [at, { question }] of chosen.answers.entries()) {
      const read = labelOf(raw.answers[at]);
      const said = acceptedLabel(read, raw, findings);
      if (said !== undefined) answers[question] = said;
    }
    return answers;
  };
  return (raw) => {
    const { line } = raw;
    const text = itemText(raw.text);
    const shownText = () => (text ?? JSON.stringify(raw.fields ?? raw.label ?? "") ?? "").slice(0, 200);
    const reject = (reason: string): Reject => ({ line, reason, text: shownText() });
    if (text === undefined) return reject(`"${chosen.text}" is empty`);
    if (text.length > rowLimit) return reject(`the text is longer than ${rowLimit} characters`);
    if (raw.weight > 2 * rowLimit) return reject(`the row is longer than ${2 * rowLimit} characters`);
    const read = chosen.label === undefined ? undefined : labelOf(raw.label);
    for (const one of [read, ...raw.answers.map(labelOf)])
      if (one && "tooLong" in one)
        return reject(`the label is longer than 120 characters: "${one.tooLong.slice(0, 60)}…"`);
    const key = keyOf(raw.key);
    if (key !== undefined && key.length > keyLimit) return reject(`the key is longer than ${keyLimit} characters`);
    if (text.includes("\ufffd")) findings.note("replacement characters", line);
    const label = read && acceptedLabel(read, raw, findings);
    const answers = chosen.answers.length === 0 ? undefined : answersOf(raw);
    const split = given.split ?? splitOf(raw, findings);
    return { line, text, label, answers, key, split, fields: raw.fields, meta: raw.meta, weight: raw.weight };
  };
}

function acceptedLabel(read: ReadLabel, { line, verdict }: RawRow, findings: Findings): string | undefined {
  if (verdict === "reject" || verdict === "ignore") {
    findings.note("answer not accepted", line, `"answer" is "${verdict}"`);
    return undefined;
  }
  if ("name" in read) return read.name;
  if ("several" in read) findings.note("several labels", line, read.several);
  if ("unreadable" in read) findings.note("label not readable", line, read.unreadable);
  return undefined;
}

const splitNames: readonly unknown[] = splits;

function splitOf({ split, line }: RawRow, findings: Findings): Split | undefined {
  if (split === undefined || split === null || split === "") return undefined;
  const name = typeof split === "string" ? split.trim().toLowerCase() : split;
  if (splitNames.includes(name)) return name as Split;
  findings.note("split not known", line, `"${String(split).slice(0, 40)}"`);
  return undefined;
}

/** The text of an item exactly as it came; nothing for one without a visible character. */
export function itemText(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value.toWellFormed();
  if (typeof value === "boolean") return String(value);
  return digitsOf(value);
}

/** Your own key, without the white space around it. */
const keyOf = (value: unknown): string | undefined => itemText(value)?.trim();
