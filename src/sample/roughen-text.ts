import type { Random } from "#statistics";
import { oneOf } from "./expand-template.ts";

const slang: readonly (readonly [RegExp, string])[] = [
  [/\byou\b/g, "u"],
  [/\byour\b/g, "ur"],
  [/\bplease\b/g, "pls"],
  [/\bbecause\b/g, "cuz"],
  [/\bthanks\b/g, "thx"],
  [/\band\b/g, "&"],
  [/\bwant to\b/g, "wanna"],
  [/\bgoing to\b/g, "gonna"],
  [/\bnothing\b/g, "nothin"],
  [/\bdo not know\b/g, "dunno"],
  [/\btwo\b/g, "2"],
  [/\bbefore\b/g, "b4"],
];

const near = "qwertyuiopasdfghjklzxcvbnm";

/** How carefully somebody writes. */
export type Care = "careful" | "hasty" | "careless";

/** Writes a text as people do: with capitals and full stops, in haste, or with slips of the finger and short forms. */
export function roughenText(text: string, care: Care, random: Random): string {
  if (care === "careful") return sentenceCase(text);
  if (care === "hasty") return random() < 0.5 ? capital(text) : text;
  let rough = text;
  for (const [pattern, short] of slang) if (random() < 0.5) rough = rough.replace(pattern, short);
  rough = rough
    .split(" ")
    .map((word) => (word.length > 3 && random() < 0.12 ? slip(word, random) : word))
    .join(" ");
  if (random() < 0.06) rough = rough.toUpperCase();
  return random() < 0.25 ? `${rough}${oneOf(["!!", "!!!", "??", "...", " :("], random)}` : rough;
}

/** A letter doubled, lost, swapped with the next, or hit beside its key. */
function slip(word: string, random: Random): string {
  const at = 1 + Math.floor(random() * (word.length - 2));
  const [before, letter, after] = [word.slice(0, at), word[at] ?? "", word.slice(at + 1)];
  if (!/[a-z]/.test(letter)) return word;
  const neighbour = near[(near.indexOf(letter) + 1) % near.length] ?? letter;
  const slips = [
    before + after,
    before + letter + letter + after,
    before + after.slice(0, 1) + letter + after.slice(1),
    before + neighbour + after,
  ];
  return oneOf(slips, random);
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function sentenceCase(text: string): string {
  const written = text
    .replace(/\bi\b/g, "I")
    .replace(/(^|[.?!] )([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
  if (/[.?!]$/.test(written)) return written;
  return /(^|\. )(where|when|how|why|can|could|is|do|may|who|what)\b[^.]*$/i.test(written)
    ? `${written}?`
    : `${written}.`;
}
