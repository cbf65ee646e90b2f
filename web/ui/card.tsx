import type { ReactNode } from "react";
import { joinClasses } from "./join-classes.ts";

/** A card with a heading: `aside` stands at the right of the heading. */
export function Card(given: {
  title?: ReactNode;
  aside?: ReactNode;
  tone?: "weld" | "madder";
  className?: string;
  children: ReactNode;
}) {
  const tones = { weld: "border-weld bg-weld-wash", madder: "border-madder bg-madder-wash" };
  return (
    <section
      className={joinClasses(
        "min-w-0 rounded-[10px] border p-4 sm:px-5 sm:py-[18px]",
        given.tone ? tones[given.tone] : "border-line bg-cloth",
        given.className,
      )}
    >
      {(given.title !== undefined || given.aside !== undefined) && (
        <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h2>{given.title}</h2>
          {given.aside !== undefined && <div className="text-[12px] text-faint">{given.aside}</div>}
        </div>
      )}
      {given.children}
    </section>
  );
}

/** What a pill says about the state of a thing. */
export type Tone = "plain" | "fine" | "look" | "broken" | "ours";

const tones: Record<Tone, string> = {
  plain: "bg-sunk text-soft",
  fine: "bg-moss-wash text-moss",
  look: "bg-weld-wash text-weld",
  broken: "bg-madder-wash text-madder",
  ours: "bg-indigo-wash text-indigo",
};

/** A state in one or two words. */
export function Pill({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={joinClasses(
        "inline-block max-w-full truncate rounded-full px-2.5 py-px align-middle font-normal text-[12px] leading-[19px] tracking-normal",
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
