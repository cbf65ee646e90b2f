import { Failure } from "#failure";

const sentences: Readonly<Record<string, string>> = {
  ENOSPC: "The disk of the data folder is full. Make room there and try again; nothing was stored.",
  EDQUOT: "The disk quota of the data folder is used up. Make room there and try again; nothing was stored.",
  EFBIG: "The disk of the data folder takes no file of this size; nothing was stored.",
  EROFS: "The disk of the data folder can only be read; nothing was stored.",
  EIO: "The disk of the data folder reported an error; nothing was stored.",
};

/** What a disk refused, as a sentence; anything else as it is. */
export function diskTrouble(thrown: unknown): unknown {
  const code = String((thrown as { code?: unknown } | null)?.code ?? "");
  const sentence = sentences[code];
  return sentence === undefined ? thrown : new Failure("unavailable", sentence, { code });
}
