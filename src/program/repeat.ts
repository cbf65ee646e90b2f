import { setTimeout as sleep } from "node:timers/promises";

/** Does something again and again, with a pause after each time, until `stop`, which waits for the one that runs. */
export function repeat(given: { every: number; work: () => Promise<unknown>; failed: (thrown: unknown) => void }): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await given.work().catch(given.failed);
      await sleep(given.every, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const done = loop();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
