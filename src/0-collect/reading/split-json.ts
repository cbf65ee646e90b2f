import { Failure } from "#failure";
import { rowLimit } from "../source.ts";

const valueLimit = rowLimit * 8;
const special = /["[\]{},]|\\|\s+|[^"[\]{},\\\s]+/g;

/**
 * Cuts a text of JSON into its values without parsing them: the elements of the one array that it is, or one value after the
 * other. Gives each with its number, from 1. It holds one value at a time.
 */
export async function* splitJson(texts: AsyncIterable<string>): AsyncGenerator<{ number: number; text: string }[]> {
  const splitter = jsonSplitter();
  for await (const text of texts) {
    const values = splitter.push(text);
    if (values.length > 0) yield values;
  }
  const last = splitter.end();
  if (last.length > 0) yield last;
}

interface Splitting {
  /** Whether the values stand in one array. */
  shape: "unknown" | "array" | "values" | "ended";
  depth: number;
  isInText: boolean;
  isEscaped: boolean;
  value: string;
  number: number;
}

/** Takes pieces of a text and gives the values that are whole. */
export function jsonSplitter() {
  const state: Splitting = { shape: "unknown", depth: 0, isInText: false, isEscaped: false, value: "", number: 0 };
  let found: { number: number; text: string }[] = [];
  const close = () => {
    const text = state.value.trim();
    state.value = "";
    if (text !== "") found.push({ number: ++state.number, text });
  };
  const take = () => {
    const taken = found;
    found = [];
    return taken;
  };
  return {
    push(text: string) {
      for (const [token] of text.matchAll(special)) takeToken(state, token, close);
      if (state.value.length > valueLimit)
        throw new Failure("invalid", `Element ${state.number + 1} is larger than ${valueLimit} characters.`, {
          field: "file",
          line: state.number + 1,
        });
      return take();
    },
    end() {
      if (state.shape === "array" || state.depth > 0 || state.isInText)
        throw new Failure(
          "invalid",
          `The JSON cannot be read after element ${state.number}: the file ends in the middle.`,
          { field: "file", line: state.number },
        );
      close();
      return take();
    },
  };
}

function takeToken(state: Splitting, token: string, close: () => void): void {
  if (state.isInText) {
    state.value += token;
    if (state.isEscaped) state.isEscaped = false;
    else if (token === "\\") state.isEscaped = true;
    else if (token === '"') state.isInText = false;
    return;
  }
  const first = token[0] as string;
  if (state.shape === "unknown") {
    if (/\s/.test(first)) return;
    state.shape = first === "[" ? "array" : "values";
    if (first === "[") return;
  }
  if (state.shape === "ended") {
    if (/\s/.test(first)) return;
    state.shape = "values";
  }
  if (first === '"') state.isInText = true;
  if (state.depth === 0 && state.shape === "array" && (first === "," || first === "]")) {
    close();
    if (first === "]") state.shape = "ended";
    return;
  }
  if (first === "{" || first === "[") state.depth++;
  if (first === "}" || first === "]") state.depth--;
  state.value += token;
  if (state.shape === "values" && state.depth <= 0 && (first === "}" || first === "]" || /\n/.test(token))) close();
}
