import type { ReactNode } from "react";

/** A part that scrolls by itself; it has a name and can be reached by the keyboard. */
export function Scroll({ name, className, children }: { name: string; className: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section aria-label={name} tabIndex={0} className={className}>
      {children}
    </section>
  );
}
