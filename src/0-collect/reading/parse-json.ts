/** A number whose digits JavaScript would change; `JSON.stringify` writes them as they were. */
interface RawNumber {
  readonly rawJSON: string;
}

const json = JSON as unknown as {
  parse(
    text: string,
    revive: (this: unknown, key: string, value: unknown, at: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
};

/** What a text of JSON holds, and whether it held NaN or Infinity, which are none. */
export interface ParsedJson {
  readonly value: unknown;
  readonly nan: "none" | "some";
}

// Sixteen digits are more than a double holds; ".0", a sign or an exponent would be written otherwise.
const mayChange = /\d{16}|\d\.\d*0(?!\d)|\d[eE]|-0(?![.\d])/;

/** Parses JSON so that numbers keep their digits, and NaN and Infinity are nothing; nothing for what is no JSON. */
export function parseJson(text: string): ParsedJson | undefined {
  try {
    return { value: parseExactly(text), nan: "none" };
  } catch {
    const mended = withoutNan(text);
    if (mended === text) return undefined;
    try {
      return { value: parseExactly(mended), nan: "some" };
    } catch {
      return undefined;
    }
  }
}

function parseExactly(text: string): unknown {
  if (!mayChange.test(text)) return JSON.parse(text);
  return json.parse(text, (_, value, { source }) =>
    typeof value === "number" && source !== undefined && String(value) !== source ? json.rawJSON(source) : value,
  );
}

/** The digits of a number as they stood in the file; nothing for anything else. */
export function digitsOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "object" && value !== null && json.isRawJSON(value) ? value.rawJSON : undefined;
}

const stringOrNan = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

const withoutNan = (text: string): string =>
  /NaN|Infinity/.test(text) ? text.replace(stringOrNan, (one) => (one.startsWith('"') ? one : "null")) : text;
