import { useSyncExternalStore } from "react";
import { joinClasses } from "./join-classes.ts";

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: "fine" | "broken";
}

let notices: readonly Notice[] = [];
let last = 0;
const watchers = new Set<() => void>();

function change(next: readonly Notice[]): void {
  notices = next;
  for (const tell of watchers) tell();
}

/** Says for some seconds that something was done, or was not. */
export function notify(text: string, tone: "fine" | "broken" = "fine"): void {
  last += 1;
  const id = last;
  change([...notices.slice(-2), { id, text, tone }]);
  setTimeout(() => change(notices.filter((one) => one.id !== id)), tone === "fine" ? 4000 : 9000);
}

/** The place where notices appear; it is read out by screen readers. */
export function Notices() {
  const shown = useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => notices,
  );
  return (
    <div
      aria-live="polite"
      role="status"
      className="pointer-events-none fixed inset-x-4 bottom-20 z-50 grid justify-items-center gap-2 sm:bottom-6"
    >
      {shown.map((one) => (
        <div
          key={one.id}
          className={joinClasses(
            "max-w-[60ch] animate-[rise_.14s] rounded-lg px-4 py-2.5 text-[14px] shadow-lift",
            one.tone === "fine" ? "bg-ink text-paper" : "border border-madder bg-madder-wash text-ink",
          )}
        >
          {one.text}
        </div>
      ))}
    </div>
  );
}
