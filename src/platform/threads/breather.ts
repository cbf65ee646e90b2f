import { setImmediate } from "node:timers/promises";

/**
 * Gives a function to be awaited in a loop of long work: whenever `milliseconds` have passed since the last time, everything
 * else of this thread gets its turn. It goes by time, because how long one round takes is for the data to say.
 */
export function breather(milliseconds = 4): () => Promise<void> | undefined {
  let since = performance.now();
  const rest = async () => {
    await setImmediate();
    since = performance.now();
  };
  return () => (performance.now() - since < milliseconds ? undefined : rest());
}
