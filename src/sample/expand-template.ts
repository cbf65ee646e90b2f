import type { Random } from "#statistics";
import { slots } from "./slots.ts";

/** One of several, by chance. */
export const oneOf = <One>(choices: readonly One[], random: Random): One =>
  choices[Math.floor(random() * choices.length)] as One;

/**
 * Writes out a template: `(a|b)` becomes one of its parts, `[a]` stays half of the time, `{slot}` is filled, `§` becomes
 * an order number and `$` an amount.
 */
export function expandTemplate(template: string, random: Random): string {
  const innermost = /\(([^()[\]]*)\)|\[([^()[\]]*)\]/;
  let text = template;
  for (let match = innermost.exec(text); match; match = innermost.exec(text)) {
    const [whole, choice, optional] = match;
    const kept = optional === undefined || random() < 0.5 ? oneOf((choice ?? optional ?? "").split("|"), random) : "";
    text = text.slice(0, match.index) + kept + text.slice(match.index + whole.length);
  }
  return fillSlots(text, random)
    .replace(/\s+/g, " ")
    .replace(/ ([,.?!])/g, "$1")
    .trim();
}

function fillSlots(text: string, random: Random): string {
  const slot = /\{(\w+)\}/;
  let filled = text;
  for (let match = slot.exec(filled); match; match = slot.exec(filled)) {
    const choices = slots[match[1] ?? ""];
    if (choices === undefined) throw new Error(`There is no slot ${match[0]}.`);
    filled =
      filled.slice(0, match.index) + oneOf(choices.split("|"), random) + filled.slice(match.index + match[0].length);
  }
  return filled
    .replaceAll("§", () => String(100_000 + Math.floor(random() * 899_999)))
    .replaceAll("$", () => String(5 + Math.floor(random() ** 2 * 190)));
}
