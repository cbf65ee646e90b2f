/** Rows of sparse numbers: row r has the entries starts[r] ... starts[r + 1] of `ids` (feature numbers) and `values`. */
export type SparseRows = {
  readonly rows: number;
  readonly starts: Uint32Array;
  readonly ids: Int32Array;
  readonly values: Float32Array;
};

/** Sparse rows that grow by whole rows. */
export type RowBuilder = { rows: number; starts: Uint32Array; ids: Int32Array; values: Float32Array };

/** An empty builder. */
export const createRows = (): RowBuilder => ({
  rows: 0,
  starts: new Uint32Array(1024),
  ids: new Int32Array(1 << 16),
  values: new Float32Array(1 << 16),
});

/** Makes room for one more row of up to `entries` entries and gives the place of its first. */
export function openRow(builder: RowBuilder, entries: number): number {
  const from = builder.starts[builder.rows]!;
  if (builder.rows + 2 > builder.starts.length) builder.starts = grown(builder.starts, builder.rows + 2, Uint32Array);
  if (from + entries > builder.ids.length) {
    builder.ids = grown(builder.ids, from + entries, Int32Array);
    builder.values = grown(builder.values, from + entries, Float32Array);
  }
  return from;
}

/** Ends the row opened last after `entries` entries. */
export function closeRow(builder: RowBuilder, entries: number): void {
  builder.starts[builder.rows + 1] = builder.starts[builder.rows]! + entries;
  builder.rows++;
}

type Numbers = Uint32Array | Int32Array | Float32Array;

function grown<Kind extends Numbers>(old: Kind, needed: number, kind: new (length: number) => Kind): Kind {
  const larger = new kind(Math.max(needed, 2 * old.length));
  larger.set(old);
  return larger;
}
