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

/** Whether a key press belongs to a text that is being written; a box that is ticked takes no letters. */
function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio)$/.test(target.type);
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
}

const pressable = "a,button,summary,[role=menuitem]";

/** Whether Enter would press what has the focus. */
const pressesItself = (event: KeyboardEvent): boolean =>
  /^(enter| )$/i.test(event.key) && event.target instanceof HTMLElement && event.target.closest(pressable) !== null;

/** Whether a dialog or a menu stands over the screen. */
const isCovered = (): boolean => document.querySelector("[role=dialog],[role=menu]") !== null;

/** Whether a key press belongs to a character that is being composed, as in Japanese; Safari says so by the code 229 only. */
export const isComposing = (event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean =>
  event.isComposing || event.keyCode === 229;

/** Finds what a key does: the group that came last wins, so that a screen may take a key from the frame. */
export function hotkeyFor(key: string, among: readonly KeyGroup[]): Hotkey | undefined {
  for (const group of among.toReversed()) {
    const found = group.keys.find((one) => one.key === key);
    if (found) return found;
  }
  return undefined;
}

const isOtherScript = /^(?!\p{Script=Latin})\p{L}$/u;

/**
 * The names under which a key press may be looked up, best first: what it writes; else, for the row of digits without Shift
 * and for letters of other scripts, what is printed there on a keyboard of Latin letters (AZERTY writes "é" for 2, Russian "ы" for S).
 */
export function namesOf(event: Pick<KeyboardEvent, "key" | "code" | "shiftKey">): readonly string[] {
  const written = event.key.normalize("NFKC").toLowerCase();
  const [, digit] = /^Digit(\d)$/.exec(event.code) ?? [];
  const [, letter] = /^Key([A-Z])$/.exec(event.code) ?? [];
  if (digit !== undefined && !event.shiftKey) return [written, digit];
  return letter !== undefined && isOtherScript.test(written) ? [written, letter.toLowerCase()] : [written];
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
  if (pressesItself(event)) {
    pressOnce(event);
    return;
  }
  if (isWriting(event.target) || isCovered()) return;
  const found = namesOf(event)
    .map((name) => hotkeyFor(name, currentKeys()))
    .find((one) => one !== undefined);
  if (!found) return;
  event.preventDefault();
  // A key that is held down acts once: what its repeats would answer nobody has read.
  if (!event.repeat) found.run();
}

/** Enter that is held down would press a button again and again. */
function pressOnce(event: KeyboardEvent): void {
  if (event.repeat && event.key === "Enter") event.preventDefault();
}

/** A button that was clicked keeps the focus: where the screen takes Enter, it lets go, or the next Enter would press it again. */
function letGo(event: MouseEvent): void {
  const isByPointer = event.detail > 0;
  if (!isByPointer || isCovered() || !hotkeyFor("enter", currentKeys())) return;
  const focused = document.activeElement?.closest<HTMLElement>(pressable);
  focused?.blur();
}

if (typeof document !== "undefined") {
  document.addEventListener("keydown", onKey);
  // Before the screen hears of the click: a dialog that it opens gives the focus back to where it was then.
  document.addEventListener("click", letGo, true);
}

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
