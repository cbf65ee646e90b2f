import { setPriority } from "node:os";

/** Below what everybody else has (0), above what gets what is left over only (19). */
const lower = 5;

/**
 * Lets others on this machine go first from now on: of a process everything that it starts later, too; of a thread that thread
 * alone, where the system knows priorities of threads. Nothing waits for ever because of it.
 */
export function giveWay(who: "process" | "thread"): void {
  // Elsewhere than on Linux this would be about the process.
  if (who === "thread" && process.platform !== "linux") return;
  try {
    setPriority(lower);
  } catch {
    // A system that does not allow it does not need it to work.
  }
}
