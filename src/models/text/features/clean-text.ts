/** Characters (UTF-16 units) of a text that are read; what comes later is ignored. */
export const charactersRead = 20_000;

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const unspacedRun =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{M}ー]+/gu;
let segmenter: Intl.Segmenter | undefined;

/**
 * The text as the learner reads it: Unicode NFC, lower case, and spaces set between the words of scripts that are written
 * without them (Han, Kana, Thai, Lao, Khmer, Myanmar; Intl.Segmenter). Cut to `charactersRead` before and after.
 */
export function cleanText(text: string): string {
  const cut = text.length > charactersRead ? text.slice(0, charactersRead) : text;
  const lower = cut.normalize("NFC").toLowerCase();
  if (!hasWideCharacter(lower)) return lower;
  const spaced = unspaced.test(lower) ? lower.replace(unspacedRun, spaceOut) : lower;
  return spaced.length > charactersRead ? spaced.slice(0, charactersRead) : spaced;
}

// Every unspaced script lies at or above Thai (U+0E01).
function hasWideCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x0e01) return true;
  return text.length > charactersRead;
}

function spaceOut(run: string): string {
  segmenter ??= new Intl.Segmenter("en", { granularity: "word" });
  return ` ${Array.from(segmenter.segment(run), (part) => part.segment).join(" ")} `;
}

/** What a UTF-16 unit is: white space, part of a word (letter, mark, digit, underscore), or anything else. */
export const space = 1;
export const word = 2;
const other = 3;

const known = new Uint8Array(65536);
for (let unit = 0; unit < 128; unit++) known[unit] = kindOf(unit);

/** The kind of a UTF-16 unit; halves of characters beyond U+FFFF (emoji, rare scripts) count as parts of words. */
export function unitKind(unit: number): number {
  const found = known[unit]!;
  if (found !== 0) return found;
  const kind = kindOf(unit);
  known[unit] = kind;
  return kind;
}

function kindOf(unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return word;
  const character = String.fromCharCode(unit);
  if (unit <= 32 || /\s/u.test(character)) return space;
  return /[\p{L}\p{M}\p{N}_]/u.test(character) ? word : other;
}
