import { cleanLabel, labelLimit } from "../clean-label.ts";
import { digitsOf } from "./parse-json.ts";

/** A label that a row brings, or why it brings none. */
export type ReadLabel =
  | { readonly name: string | undefined }
  | { readonly several: string }
  | { readonly unreadable: string }
  | { readonly tooLong: string };

const none: ReadLabel = { name: undefined };
const parts = ["label", "value", "name", "choices", "labels", "class", "text"] as const;

/** The label in a cell or a value: a text, a number, a list of one, or an object that names it. */
export function readLabel(value: unknown): ReadLabel {
  const names = new Set<string>();
  if (!collect(value, names, 4)) return { unreadable: (JSON.stringify(value) ?? "").slice(0, 80) };
  const [first] = names;
  if (first === undefined) return none;
  if (names.size > 1) return { several: [...names].slice(0, 4).join(", ") };
  return first.length > labelLimit ? { tooLong: first } : { name: first };
}

/** Collects the names in a value; false for a shape that tells none. */
function collect(value: unknown, names: Set<string>, depth: number): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === "string" || typeof value === "boolean") {
    const name = cleanLabel(String(value));
    if (name !== undefined) names.add(name);
    return true;
  }
  const digits = digitsOf(value);
  if (digits !== undefined) {
    names.add(digits);
    return true;
  }
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((one) => collect(one, names, depth - 1));
  const record = value as Record<string, unknown>;
  const part = parts.find((name) => name in record);
  return part !== undefined && collect(record[part], names, depth - 1);
}
