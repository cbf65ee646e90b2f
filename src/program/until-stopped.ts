/** Resolves on Ctrl-C, on SIGTERM or when the process that started this one is gone; signals that follow are ignored. */
export function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(signal));
    if (process.channel) process.once("disconnect", () => resolve("disconnect"));
  });
}
