/** The sentence for a database whose disk is full (SQLSTATE 53100); nothing for anything else. */
export function isFull(thrown: unknown): string | undefined {
  const code = String((thrown as { code?: unknown } | null)?.code ?? "");
  if (code !== "53100") return undefined;
  return "The disk of the database is full. Make room there and try again; nothing of this was stored.";
}
