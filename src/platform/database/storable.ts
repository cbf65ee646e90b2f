/** A text as PostgreSQL can store it: NUL and halves of characters, which it refuses, become U+FFFD. */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\ufffd");

// An escape of JSON; looked at one after the other, so that what follows an escaped backslash is no escape.
const oneEscape = /\\(?:u[0-9a-f]{4}|.)/g;

/** A value as the text of a jsonb that PostgreSQL can store. */
export function storableJson(value: object): string {
  const text = JSON.stringify(value);
  // Only halves of characters and control characters are written with four digits.
  if (!text.includes("\\ud") && !text.includes("\\u0000")) return text;
  return text.replace(oneEscape, (one) => (/^\\u(d|0000)/.test(one) ? "\\ufffd" : one));
}

/** Whether PostgreSQL can store a text as it is, in a column and in a jsonb: without NUL and halves of characters. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes("\0");
