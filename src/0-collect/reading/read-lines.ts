import { Failure } from "#failure";
import type { Encoding } from "../contract.ts";
import { rowLimit } from "../source.ts";

/** A line with its number, from 1, without the character that ends it. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** The characters of a file. */
export async function* decoded(source: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of source) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

/** The lines of a text, those of a chunk at once; a line without an end is a failure. A carriage return stays where lines end with both. */
export async function* linesOf(texts: AsyncIterable<string>, end: "\n" | "\r" = "\n"): AsyncGenerator<readonly Line[]> {
  let rest = "";
  let number = 0;
  for await (const text of texts) {
    const parts = (rest + text).split(end);
    rest = parts.pop() ?? "";
    if (parts.length > 0) yield parts.map((part) => ({ number: ++number, text: part }));
    if (rest.length > rowLimit * 2)
      throw new Failure(
        "invalid",
        `The line ${number + 1} is longer than ${rowLimit} characters. Break it up and import again.`,
        { field: "file", line: number + 1 },
      );
  }
  if (rest !== "") yield [{ number: number + 1, text: rest }];
}

/** A line without the carriage return of lines that end with both. */
export const withoutReturn = (text: string): string => (text.endsWith("\r") ? text.slice(0, -1) : text);
