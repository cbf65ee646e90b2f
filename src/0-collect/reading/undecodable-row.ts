import type { Reject } from "../contract.ts";
import type { Reading } from "./decide-reading.ts";

/** The reject of a row with bytes that are none of the file's encoding. */
export const undecodableRow = (line: number, { encoding }: Pick<Reading, "encoding">, text: string): Reject => ({
  line,
  reason: `it holds bytes that are not ${encodingNames[encoding.encoding]}; if the file is in another encoding, say it with --encoding`,
  text: text.slice(0, 200),
});

/** What people call an encoding. */
export const encodingNames = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows-1252",
} as const;
