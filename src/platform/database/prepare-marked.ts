import type pg from "pg";

const mark = "/* prepared */";

/**
 * Lets a connection parse and plan a statement that begins with the comment `/* prepared *\/` once, and not each time it is
 * asked. It pays for large statements that are asked all day; their text must not vary with what they are about.
 */
export function prepareMarked(client: pg.ClientBase): void {
  const names = new Map<string, string>();
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  const marked = (text: unknown, ...rest: unknown[]): unknown => {
    if (typeof text !== "string" || !text.startsWith(mark)) return query(text, ...rest);
    const name = names.get(text) ?? `marked_${names.size}`;
    names.set(text, name);
    const [values, ...more] = rest;
    return query({ name, text, values }, ...more);
  };
  client.query = marked as typeof client.query;
}
