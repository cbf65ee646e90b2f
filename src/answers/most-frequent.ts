/** The keys that occur most often, in the order of their first occurrence. */
export function mostFrequent(keys: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].flatMap(([key, count]) => (count === most ? [key] : []));
}
