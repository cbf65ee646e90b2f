/**
 * Reads a source while its reader is busy with something else, until what waits weighs `most`. A failure of the source
 * comes after everything that was read before it; a reader that stops early ends the source.
 */
export async function* readAhead<One>(
  source: AsyncIterable<One>,
  given: { weigh: (one: One) => number; most: number },
): AsyncGenerator<One> {
  const waiting: One[] = [];
  const state = { weight: 0, isOver: false, isStopped: false };
  const change = signal();
  const reading = (async () => {
    for await (const one of source) {
      waiting.push(one);
      state.weight += given.weigh(one);
      change.ring();
      while (state.weight >= given.most && !state.isStopped) await change.next();
      if (state.isStopped) return;
    }
  })().finally(() => {
    state.isOver = true;
    change.ring();
  });
  // Whoever reads hears of a failure below; it must not count as unheard before.
  reading.catch(() => undefined);
  try {
    for (;;) {
      const one = waiting.shift();
      if (one === undefined) {
        if (state.isOver) break;
        await change.next();
        continue;
      }
      state.weight -= given.weigh(one);
      change.ring();
      yield one;
    }
    await reading;
  } finally {
    state.isStopped = true;
    change.ring();
  }
}

/** A bell that everybody who waits for it hears at once. */
function signal(): { ring(): void; next(): Promise<void> } {
  const waiters: (() => void)[] = [];
  return {
    ring() {
      for (const wake of waiters.splice(0)) wake();
    },
    next: () => new Promise((resolve) => waiters.push(resolve)),
  };
}
