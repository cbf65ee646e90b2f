import { hash } from "node:crypto";
import type { Id } from "#ids";
import { digitsOf } from "./reading/parse-json.ts";

/** What people see beside a text. */
type Context = Readonly<Record<string, unknown>> | null | undefined;

/**
 * The content hash of an item in its dataset, the first 16 bytes of a SHA-256 in hexadecimal: of its text, and of whatever
 * people see beside it. A salt makes one of its own for a duplicate that is kept. `0015_context.sql` computes the same.
 */
export function contentHash(dataset: Id<"dataset">, item: { text: string; fields?: Context }, salt?: string): string {
  const context = item.fields ? contextText(item.fields) : "";
  const content = context === "" ? `${dataset}\n${item.text}` : `${dataset}\n${item.text}\n\u001d${context}`;
  return hash("sha256", salt === undefined ? content : `${content}\n${salt}`).slice(0, 32);
}

/** Fields that hold something, in the order of their names. */
function contextText(fields: NonNullable<Context>): string {
  let context = "";
  for (const name of sortedNames(fields)) {
    const value = fieldText(fields[name]);
    if (value !== "") context += `\u001e${name}\u001f${value}`;
  }
  return context;
}

const beyondAscii = /[^\0-\x7f]/;

/** The names in the order of their bytes. */
function sortedNames(fields: object): string[] {
  const names = Object.keys(fields);
  if (names.length < 2) return names;
  return names.some((name) => beyondAscii.test(name))
    ? names.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    : names.sort();
}

/** A value as PostgreSQL writes it: `jsonb ->> name`. */
export function fieldText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : nestedText(value);
}

function nestedText(value: unknown): string {
  const digits = digitsOf(value);
  if (digits !== undefined) return plainNumber(digits);
  if (Array.isArray(value)) return `[${value.map(nestedText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const parts = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => ({ name, bytes: Buffer.from(name), one }))
    // The order of jsonb: shorter names first, then by their bytes.
    .sort((one, other) => one.bytes.length - other.bytes.length || Buffer.compare(one.bytes, other.bytes));
  return `{${parts.map(({ name, one }) => `${JSON.stringify(name)}: ${nestedText(one)}`).join(", ")}}`;
}

/** A number without an exponent, as `numeric` writes it. */
function plainNumber(digits: string): string {
  const [, sign = "", whole = "", part = "", power] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(digits) ?? [];
  if (whole === "") return digits;
  const all = whole + part;
  const point = whole.length + Number(power ?? 0);
  const padded = point <= 0 ? "0".repeat(1 - point) + all : all.padEnd(point, "0");
  const at = Math.max(point, 1);
  const front = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const back = padded.slice(at);
  const number = back === "" ? front : `${front}.${back}`;
  return /^[0.]*$/.test(number) ? number : sign + number;
}
