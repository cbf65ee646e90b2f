import { useEffect, useRef } from "react";

/** A key, what it does in words, and the doing. */
export interface Hotkey {
  /** As `KeyboardEvent.key` says it, lower case: "enter", "l", "?", "/". */
  readonly key: string;
  readonly does: string;
  readonly run: () => void;
}

/** Keys that belong together, under a name for the list of keys. */
export interface KeyGroup {
  readonly name: string;
  readonly keys: readonly Hotkey[];
}

let groups: readonly { current: KeyGroup }[] = [];

function change(next: typeof groups): void {
  groups = next;
}

/** Whether a key press belongs to a text that is being written. */
function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Whether Enter would press what has the focus. */
const pressesItself = (event: KeyboardEvent): boolean =>
  /^(enter| )$/i.test(event.key) &&
  event.target instanceof HTMLElement &&
  event.target.closest("a,button,summary,[role=menuitem]") !== null;

/** Finds what a key does: the group that came last wins, so that a screen may take a key from the frame. */
export function hotkeyFor(key: string, among: readonly KeyGroup[]): Hotkey | undefined {
  for (const group of among.toReversed()) {
    const found = group.keys.find((one) => one.key === key);
    if (found) return found;
  }
  return undefined;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isWriting(event.target) || pressesItself(event) || document.querySelector("[role=dialog],[role=menu]")) return;
  const found = hotkeyFor(
    event.key.toLowerCase(),
    groups.map((group) => group.current),
  );
  if (!found) return;
  event.preventDefault();
  found.run();
}

if (typeof document !== "undefined") document.addEventListener("keydown", onKey);

/** Gives a screen its keys for as long as it is shown; those of the frame give way to those of a screen. */
export function useKeys(name: string, keys: readonly Hotkey[], of: "screen" | "frame" = "screen"): void {
  const own = useRef<KeyGroup>({ name, keys });
  own.current = { name, keys };
  useEffect(() => {
    change(of === "frame" ? [own, ...groups] : [...groups, own]);
    return () => change(groups.filter((group) => group !== own));
  }, [of]);
}

/** The keys that do something at this moment, read once. */
export const currentKeys = (): readonly KeyGroup[] => groups.map((group) => group.current);

/** A key as it is printed: "enter" is ↵. */
export const printed = (key: string): string =>
  ({ enter: "↵", escape: "Esc", arrowup: "↑", arrowdown: "↓", " ": "Space" })[key] ?? key.toUpperCase();
