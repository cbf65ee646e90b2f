import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { joinClasses } from "./join-classes.ts";
import { Scroll } from "./scroll.tsx";

/** Puts a text on the clipboard; works on plain http too, where browsers hide the clipboard from pages. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** Copies a text and says so. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [said, say] = useState<string>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => say(undefined), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    copyText(text).then(
      () => say("Copied"),
      () => say("Select and copy it by hand"),
    );
  return (
    <Button onClick={copy}>
      <span aria-live="polite">{said ?? label}</span>
    </Button>
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
