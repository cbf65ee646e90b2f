/** The labels that were pasted one a line: trimmed, without empty lines, each once. */
export function labelNames(pasted: string): readonly string[] {
  const names = pasted.split(/\r?\n/).map((line) => line.trim());
  return [...new Set(names)].filter((line) => line !== "");
}
