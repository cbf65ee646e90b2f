/** The most characters of a label's name. */
export const labelLimit = 120;

// Soft hyphen, zero-width spaces, marks of direction and of byte order, which nobody sees.
const unseen = /[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|\u034f/g;
// A joiner belongs to the name where it joins parts of one picture, or letters whose form it changes.
const looseJoiner =
  /(?<!\ufe0f|[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Sinhala}])[\u200c\u200d]|[\u200c\u200d](?=\s|$)/gu;
const spaces = /[\s\p{Cc}\u2028\u2029]+/gu;
const plain = /^[!-~]+(?: [!-~]+)*$/;

/**
 * A label's name as it is stored and compared: composed (NFC), without characters that nobody sees, white space as single
 * spaces. Nothing for one without a visible character. It may be longer than `labelLimit`, which callers refuse.
 */
export function cleanLabel(name: string): string | undefined {
  if (plain.test(name)) return name;
  const seen = name.toWellFormed().normalize("NFC").replace(unseen, "").replace(looseJoiner, "");
  return seen.replace(spaces, " ").trim() || undefined;
}

/** What labels that differ by case only have in common. */
export const caselessLabel = (name: string): string => name.normalize("NFKC").toUpperCase().toLowerCase();
