/** A page of a list that is paged by ids: one row more is read than fits, so that `next` is there only where another page follows. */
export async function paged<Row extends { readonly id: string }>(
  limit: number,
  read: (limit: number) => Promise<readonly Row[]>,
): Promise<{ rows: Row[]; next: string | undefined }> {
  const found = await read(limit + 1);
  const rows = found.slice(0, limit);
  return { rows, next: found.length > limit ? rows.at(-1)?.id : undefined };
}
