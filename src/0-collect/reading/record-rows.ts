import type { Reject } from "../contract.ts";
import type { SourceRow } from "../source.ts";
import { isAnswerColumn, liftRecord, ownName } from "./lift-record.ts";
import { parseJson } from "./parse-json.ts";
import type { Line } from "./read-lines.ts";
import type { Reader, RowTaker } from "./read-rows.ts";
import { undecodableRow } from "./undecodable-row.ts";

/** Makes rows of values of JSON, and tells which columns they had. */
export function recordRows(given: Reader): RowTaker<Line> & { readonly columns: ReadonlySet<string> } {
  const columns = new Set<string>();
  return {
    columns,
    take: (lines) => lines.flatMap((line) => (line.text.trim() === "" ? [] : [rowOfValue(given, line, columns)])),
    end: () => [],
  };
}

const nulEscape = /\\(?:u0000|.)/gs;

/** A row of the text of one value. */
function rowOfValue(given: Reader, { number: line, text: whole }: Line, columns: Set<string>): SourceRow | Reject {
  const { findings, reading } = given;
  let text = whole;
  if (text.includes("\\u0000") || text.includes("\0")) {
    text = text.replaceAll("\0", "").replace(nulEscape, (one) => (one === "\\u0000" ? "" : one));
    if (text !== whole) findings.note("nul removed", line);
  }
  if (reading.encoding.faults === "some" && text.includes("\ufffd")) return undecodableRow(line, reading, text);
  const parsed = parseJson(text);
  const lifted = parsed && liftRecord(parsed.value);
  if (!lifted) {
    const reason = parsed ? "neither an object nor a text" : "not valid JSON";
    return { line, reason, text: text.slice(0, 200) };
  }
  if (parsed.nan === "some") findings.note("nan removed", line);
  if (/\\ud[89a-f]/i.test(text) && JSON.stringify(lifted.record).includes("\\ud"))
    findings.note("half characters", line);
  if (lifted.left.length > 0)
    findings.note(
      "parts left out",
      line,
      lifted.left
        .map((name) => `"${name}"`)
        .slice(0, 12)
        .join(", "),
    );
  for (const name in lifted.record) if (columns.size < 10_000) columns.add(name);
  return rowOfRecord(given, lifted.record, { line, weight: text.length });
}

function rowOfRecord(
  { chosen, make, reading, findings }: Reader,
  record: Readonly<Record<string, unknown>>,
  at: { line: number; weight: number },
): SourceRow | Reject {
  const of = (name: string | undefined) =>
    name !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
  const answers = chosen.answers.map((one) => one.column);
  const named = reading.origin === "export" ? Object.keys(record).filter(isAnswerColumn) : [];
  const unasked = named.find((name) => !answers.includes(name));
  if (unasked !== undefined) findings.note("answers not asked", at.line, unasked);
  const taken = [chosen.text, chosen.label, chosen.key, chosen.split, ...answers];
  const apart = Object.entries(record).filter(([name]) => chosen.apart.includes(name) && !taken.includes(name));
  const others = Object.entries(record).filter(([name]) => !taken.includes(name) && !chosen.apart.includes(name));
  const own = reading.origin === "export" ? others.map(([name, value]) => [ownName(name), value] as const) : others;
  return make({
    ...at,
    text: of(chosen.text),
    label: chosen.isLabelUnnamed && named.length > 0 ? undefined : of(chosen.label),
    answers: answers.map(of),
    key: of(chosen.key),
    split: of(chosen.split),
    verdict: of(chosen.verdict),
    fields: own.length > 0 ? Object.fromEntries(own) : undefined,
    meta: apart.length > 0 ? { exported: Object.fromEntries(apart) } : undefined,
  });
}
