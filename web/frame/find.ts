/** How well a name fits what was typed: smaller is better, undefined is not at all. */
export function fitness(typed: string, name: string): number | undefined {
  const [sought, text] = [fold(typed), fold(name)];
  if (sought === "") return 0;
  if (text === sought) return 0;
  if (text.startsWith(sought)) return 1;
  const words = text.split(/[^\p{L}\p{N}]+/u);
  if (words.some((word) => word.startsWith(sought))) return 2;
  if (text.includes(sought)) return 3;
  const initials = words.map((word) => word[0] ?? "").join("");
  if (initials.startsWith(sought)) return 4;
  return isSpread(sought, text) ? 5 : undefined;
}

/** Those that fit what was typed, the best first; equal ones keep their order. */
export function rank<Thing>(
  typed: string,
  things: readonly Thing[],
  nameOf: (thing: Thing) => string,
): readonly Thing[] {
  const fitting = things.flatMap((thing) => {
    const how = fitness(typed, nameOf(thing));
    return how === undefined ? [] : [{ thing, how }];
  });
  return fitting.sort((a, b) => a.how - b.how).map(({ thing }) => thing);
}

/** Letters without case and accents. */
const fold = (text: string): string => text.trim().normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether the letters stand in the text in this order, with others between; at least three, else everything fits. */
function isSpread(sought: string, text: string): boolean {
  if (sought.length < 3) return false;
  let at = 0;
  for (const letter of text) if (letter === sought[at]) at++;
  return at >= sought.length;
}
