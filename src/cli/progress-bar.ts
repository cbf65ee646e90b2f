import type { WriteStream } from "node:tty";

/** Shows on one line how far something is; on anything but a terminal it shows nothing. */
export interface ProgressBar {
  show(done: number, total: number | undefined, message: string): void;
  /** Takes the line away. */
  clear(): void;
}

const width = 24;
const betweenMilliseconds = 80;

/** Opens a bar on a stream, normally the standard error. */
export function openProgressBar(stream: Pick<WriteStream, "isTTY" | "columns" | "write">): ProgressBar {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  let shownAt = 0;
  return {
    show(done, total, message) {
      const now = Date.now();
      if (now - shownAt < betweenMilliseconds && done !== total) return;
      shownAt = now;
      stream.write(`\r\x1b[K${barLine({ done, total, message }).slice(0, (stream.columns || 80) - 1)}`);
    },
    clear() {
      if (shownAt > 0) stream.write("\r\x1b[K");
      shownAt = 0;
    },
  };
}

/** The line of a bar: blocks and per cent where the total is known, else the count alone. */
export function barLine(given: { done: number; total: number | undefined; message: string }): string {
  const { done, total, message } = given;
  if (!total) return `${message} ${done > 0 ? done.toLocaleString("en") : "…"}`.trim();
  const share = Math.min(1, done / total);
  const full = Math.round(share * width);
  return `${"█".repeat(full)}${"░".repeat(width - full)} ${String(Math.floor(share * 100)).padStart(3)} % ${message}`;
}
