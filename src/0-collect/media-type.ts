/** Media types that are told by the first bytes, and that every browser draws: these alone are shown in place. */
const magic: readonly { readonly type: string; readonly at: number; readonly bytes: string }[] = [
  { type: "image/png", at: 0, bytes: "\x89PNG\r\n\x1a\n" },
  { type: "image/jpeg", at: 0, bytes: "\xff\xd8\xff" },
  { type: "image/gif", at: 0, bytes: "GIF8" },
  { type: "image/webp", at: 8, bytes: "WEBP" },
];

/** Whether a browser may draw content of this type in place: an image that is nothing else. */
export const isShown = (type: string): boolean => magic.some((one) => one.type === type);

/** The media type of content: what its first bytes show; else what was said, unless that is a type they would show. */
export function mediaType(head: Uint8Array, said: string): string {
  const text = Array.from(head, (byte) => String.fromCharCode(byte)).join("");
  const found = magic.find(({ at, bytes }) => text.startsWith(bytes, at));
  if (found) return found.type;
  return isShown(said) ? "application/octet-stream" : said;
}
