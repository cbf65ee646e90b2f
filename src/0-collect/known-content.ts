import type { Id } from "#ids";
import type { Database } from "#world";
import type { CollectTables } from "./tables.ts";

/** Whether content of this hash may be in a dataset; `false` is certain. It is counted as there from now on. */
export type MayHold = (hash: string) => boolean;

/**
 * Tells what a dataset may hold, so that only that is looked up. For a dataset that is empty it is a Bloom filter (Bloom
 * 1970) of 16 MiB: of what is not there, it takes one in a million for there after a million hashes, one in 200 after ten
 * million. Any other dataset may hold everything.
 */
export async function knownContent(db: Database<CollectTables>, dataset: Id<"dataset">): Promise<MayHold> {
  const first = await db.selectFrom("item").select("id").where("dataset", "=", dataset).limit(1).executeTakeFirst();
  return first ? () => true : emptyFilter();
}

const filterBits = 2 ** 27;

/** Holds nothing yet. */
export function emptyFilter(): MayHold {
  const words = new Uint32Array(filterBits / 32);
  return (hash) => {
    let isThere = true;
    // Four places, each from seven hexadecimal digits of the hash, which are 28 bits.
    for (let from = 0; from < 28; from += 7) {
      const place = bitsOf(hash, from, from + 7) % filterBits;
      const word = words[place >>> 5] as number;
      const bit = 1 << (place & 31);
      isThere &&= (word & bit) !== 0;
      words[place >>> 5] = word | bit;
    }
    return isThere;
  };
}

/** The number that lower-case hexadecimal digits of a text stand for. */
function bitsOf(text: string, from: number, to: number): number {
  let bits = 0;
  for (let k = from; k < to; k++) {
    const unit = text.charCodeAt(k);
    bits = (bits << 4) | (unit < 0x61 ? unit - 0x30 : unit - 0x57);
  }
  return bits;
}
