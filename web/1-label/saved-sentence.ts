/** What a screen says of an answer that was saved: what counts now, which need not be what was given. */
export function savedSentence(answer: {
  given: string;
  counts: string | undefined;
  how: string | undefined;
  nameOf: (label: string | undefined) => string;
}): string {
  const { given, counts, how, nameOf } = answer;
  if (counts === undefined || (counts === given && how !== "disputed")) return `Saved: ${nameOf(given)}`;
  if (how === "disputed")
    return `Your answer stands beside others that differ. ${nameOf(counts)} stays until a reviewer decides.`;
  const why = how === "reviewed" ? "a reviewer decided so" : "more people say so";
  return `Your answer is kept, but it stays ${nameOf(counts)}: ${why}.`;
}
