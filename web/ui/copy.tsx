import { useEffect, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { joinClasses } from "./join-classes.ts";
import { Scroll } from "./scroll.tsx";

/**
 * Puts a text on the clipboard; says whether it is there. On plain http browsers hide the clipboard from pages: there the
 * older way is gone, in a field beside the button, because a dialog takes the focus from anything outside of it.
 */
async function copyText(text: string, beside: HTMLElement): Promise<boolean> {
  if (navigator.clipboard) {
    const isDone = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    if (isDone) return true;
  }
  const focused = document.activeElement;
  const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  area.style.cssText = "position:fixed;opacity:0";
  beside.append(area);
  area.select();
  let isTaken = false;
  // Seen with the whole text selected: else the command may have copied something else, or nothing, and still call it done.
  const see = (): void => {
    isTaken = document.activeElement === area && area.selectionEnd - area.selectionStart === text.length;
  };
  area.addEventListener("copy", see);
  const isDone = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isDone && isTaken;
}

/** Copies a text and says so; where the browser does not let it, shows the text selected, to be copied by hand. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const place = useRef<HTMLSpanElement>(null);
  const [is, become] = useState<"ready" | "copied" | "by hand">("ready");
  useEffect(() => {
    if (is !== "copied") return;
    const timer = setTimeout(() => become("ready"), 2000);
    return () => clearTimeout(timer);
  }, [is]);
  const copy = async (): Promise<void> => {
    if (place.current) become((await copyText(text, place.current)) ? "copied" : "by hand");
  };
  return (
    <span ref={place} className="inline-flex flex-wrap items-center justify-end gap-2.5">
      {is === "by hand" && (
        <label className="grid gap-1 text-[13px] text-soft">
          Press Ctrl+C (on a Mac ⌘C): this browser lets no button copy here.
          <textarea
            readOnly
            rows={1}
            value={text}
            ref={(area) => area?.select()}
            className="num w-full rounded-lg border border-line bg-cloth px-2.5 py-1.5 text-ink"
          />
        </label>
      )}
      <Button onClick={copy}>
        <span aria-live="polite">{is === "copied" ? "Copied" : label}</span>
      </Button>
    </span>
  );
}

/** Text of a machine, to be read and copied. */
export function Code({ children, className }: { children: string; className?: string }) {
  return (
    <Scroll name="Code" className={joinClasses("overflow-x-auto rounded-lg bg-sunk p-3.5", className)}>
      <pre className="whitespace-[inherit] break-[inherit] font-mono text-[13px] leading-relaxed">{children}</pre>
    </Scroll>
  );
}
