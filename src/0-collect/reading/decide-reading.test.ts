import { expect, test } from "vitest";
import { decideReading } from "./decide-reading.ts";

/** A file, in chunks of a size, that tells of each when it is read. */
const fileOf =
  (text: string, chunk = 65_536, told: (at: number) => void = () => undefined) =>
  async () =>
    (async function* () {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += chunk) {
        told(at);
        yield bytes.subarray(at, at + chunk);
      }
    })();

const rowsOf = (count: number, text: string) =>
  Array.from({ length: count }, (_, at) => `{"text":"${at} ${text}","label":"a"}`);

test("an array of many megabytes on one line is looked at in turns with other work, and its first hundred values tell its columns", async () => {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  const open = fileOf(`[${rowsOf(7000, "some words ".repeat(90)).join(",")}]`, 65_536, () => {
    turns = 0;
  });
  setImmediate(count);
  const reading = await decideReading(open, { format: "json", wanted: {} });
  isDone = true;
  expect(reading).toMatchObject({ columns: ["text", "label"], sample: "some" });
  expect(reading.rows).toHaveLength(100);
  const whole = fileOf(`[${rowsOf(3000, "some words ".repeat(90)).join(",")}]`, 65_536, () => {
    turns = 0;
  });
  isDone = false;
  setImmediate(count);
  expect(await decideReading(whole, { format: "json", wanted: {} })).toMatchObject({ sample: "all" });
  isDone = true;
  expect(turns).toBeGreaterThan(3);
});

test("a file that ends in the middle of its array is refused, however many whole values come before", async () => {
  const cut = fileOf(`[${rowsOf(300, "x").join(",")},{"text":`);
  await expect(decideReading(cut, { format: "json", wanted: {} })).rejects.toThrow("ends in the middle");
});

test("lines are the same however the file comes in chunks, with empty ones before them", async () => {
  const csv = `\r\n\n\n\r\ntext,label\r\n${Array.from({ length: 30 }, (_, at) => `text ${at},a`).join("\r\n")}\r\n`;
  const readings = [];
  for (const chunk of [1, 3, 7, 65_536])
    readings.push(await decideReading(fileOf(csv, chunk), { format: "csv", wanted: {} }));
  expect(readings[0]).toMatchObject({ columns: ["text", "label"], lineEnd: "\n" });
  expect(readings[0]?.rows).toHaveLength(30);
  for (const reading of readings) expect(reading).toEqual(readings[0]);
});

test("of a file with long lines at least five are looked at, and no more than needed", async () => {
  let read = 0;
  const lines = Array.from({ length: 40 }, (_, at) => `${at} ${"long ".repeat(20_000)},a`);
  const open = fileOf(`text,label\n${lines.join("\n")}`, 65_536, (at) => {
    read = at;
  });
  const reading = await decideReading(open, { format: "csv", wanted: {} });
  expect(reading.sample).toBe("some");
  expect(reading.rows).toHaveLength(4);
  expect(read).toBeLessThan(700_000);
});
