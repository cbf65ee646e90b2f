import { storable } from "#platform/database";
import type { Reject, Split } from "./contract.ts";

/** The most characters that one row, line or document may have. */
export const rowLimit = 1024 * 1024;

/** One row of a source: its text, and beside it what else it brings. */
export interface SourceRow {
  readonly line: number;
  readonly text: string;
  readonly label: string | undefined;
  readonly answers?: Readonly<Record<string, string>> | undefined;
  readonly key: string | undefined;
  readonly split: Split | undefined;
  /** What people see beside the text. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  /** What is kept, but shown to nobody who labels. */
  readonly meta: object | undefined;
  /** About how many characters it has. */
  readonly weight: number;
}

/** A batch of what was read: good rows, and rows that could not be taken. */
export interface Batch {
  readonly rows: readonly SourceRow[];
  readonly rejects: readonly Reject[];
  readonly weight: number;
}

const batchWeight = 2 * rowLimit;

/** Collects what is read into batches of at most `size` rows, fewer where the rows are long. */
export function batches(size: number) {
  let rows: SourceRow[] = [];
  let rejects: Reject[] = [];
  let weight = 0;
  return {
    add(one: SourceRow | Reject): void {
      if ("reason" in one) {
        rejects.push({ ...one, reason: storable(one.reason), text: storable(one.text) });
        weight += one.text.length;
      } else {
        rows.push(one);
        weight += one.weight;
      }
    },
    isFull: (): boolean => rows.length + rejects.length >= size || weight >= batchWeight,
    isEmpty: (): boolean => rows.length + rejects.length === 0,
    take(): Batch {
      const batch = { rows, rejects, weight };
      rows = [];
      rejects = [];
      weight = 0;
      return batch;
    },
  };
}
