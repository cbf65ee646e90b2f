import { expect, test } from "vitest";
import { paged } from "./paged.ts";

/** The pages of a list of so many rows, as a client reads them: until there is no next. */
async function pagesOf(count: number, limit: number): Promise<string[][]> {
  const all = Array.from({ length: count }, (_, at) => ({ id: `row_${at + 1}` }));
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const from = all.findIndex((row) => row.id === after) + 1;
    const page = await paged(limit, async (most) => all.slice(from, from + most));
    pages.push(page.rows.map((row) => row.id));
    after = page.next;
  } while (after !== undefined);
  return pages;
}

test("the last page is never empty, whether or not the rows fill the pages", async () => {
  expect(await pagesOf(5, 2)).toEqual([["row_1", "row_2"], ["row_3", "row_4"], ["row_5"]]);
  expect(await pagesOf(4, 2)).toEqual([
    ["row_1", "row_2"],
    ["row_3", "row_4"],
  ]);
  expect(await pagesOf(1, 1)).toEqual([["row_1"]]);
});

test("a list without rows is one page without any", async () => {
  expect(await pagesOf(0, 50)).toEqual([[]]);
});
