import type { ReactNode } from "react";
import { joinClasses } from "./join-classes.ts";

const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** The modifier of the command palette as it is printed on this keyboard. */
export const commandKey: string = isMac ? "⌘" : "Ctrl ";

/** A key as it looks on a keyboard; `on` says on which ground it stands. */
export function KeyCap({ children, on = "cloth" }: { children: ReactNode; on?: "cloth" | "indigo" }) {
  return (
    <kbd
      className={joinClasses(
        "inline-block min-w-[22px] whitespace-nowrap rounded-[5px] border border-b-2 px-1.5 text-center font-medium font-mono text-[11px] leading-[17px]",
        on === "indigo" ? "border-current/40 text-current" : "border-line bg-cloth text-soft",
      )}
    >
      {children}
    </kbd>
  );
}
