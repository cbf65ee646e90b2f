import { setTimeout as sleep } from "node:timers/promises";

/** What is done again and again. */
interface Repeated {
  /** The pause after each turn, in milliseconds; a turn that gives "more" is followed by the next at once. */
  readonly every: number;
  /** One turn; its signal is aborted by `stop`. */
  readonly work: (signal: AbortSignal) => Promise<unknown>;
  /** Told what a turn threw; the next comes all the same. */
  readonly failed: (thrown: unknown) => void;
}

/** Does something now and again and again, until `stop`, which waits for the turn that runs. */
export function repeat({ every, work, failed }: Repeated): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      const told = await work(signal).catch(failed);
      if (told !== "more") await sleep(every, undefined, { signal }).catch(() => undefined);
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
