import { expect, test } from "vitest";
import { readAhead } from "./read-ahead.ts";

const weigh = (one: number) => one;

async function* numbers(count: number, seen: number[], fault?: Error) {
  for (let k = 1; k <= count; k++) {
    seen.push(k);
    yield k;
  }
  if (fault) throw fault;
}

test("everything comes in order, and a fault after all that came before it", async () => {
  const got: number[] = [];
  const read = async () => {
    for await (const one of readAhead(numbers(50, [], new Error("broken")), { weigh, most: 7 })) got.push(one);
  };
  await expect(read()).rejects.toThrow("broken");
  expect(got).toEqual(Array.from({ length: 50 }, (_, k) => k + 1));
});

test("no more is read than may wait, and a reader that stops ends the source", async () => {
  const seen: number[] = [];
  const ahead = readAhead(numbers(1000, seen), { weigh: () => 1, most: 4 });
  await ahead.next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(seen.length).toBeLessThanOrEqual(6);
  await ahead.return(undefined);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(seen.length).toBeLessThanOrEqual(7);
});
