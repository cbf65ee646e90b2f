import { expect, test } from "vitest";
import { guessColumns } from "./guess-columns.ts";

/** What is guessed of a table that is written as lines with bars. */
function guessed(table: string, taken: string[] = []) {
  const [first = "", ...others] = table.trim().split("\n");
  const cellsOf = (line: string) => line.split("|").map((cell) => cell.trim());
  const columns = cellsOf(first);
  const rows = others.map((line) => Object.fromEntries(cellsOf(line).map((cell, at) => [columns[at] ?? "", cell])));
  const { text, label } = guessColumns(columns, rows, taken);
  return `${text ?? "-"} / ${label ?? "-"}`;
}
const repeat = (line: (k: number) => string, count = 10) => Array.from({ length: count }, (_, k) => line(k)).join("\n");

test("usual names are taken, in any case and with spaces around them", () => {
  expect(guessed("id|Message|Category\n1|where is it|a\n2|money back|b")).toBe("Message / Category");
  expect(guessed("sentiment|REVIEW\nbad|never again\ngood|very nice")).toBe("REVIEW / sentiment");
});

test("of several usual names the most usual is the text, wherever it stands", () => {
  expect(guessed("title|body|text\nHello|a longer body of it|short one\nBye|another long body|and one")).toBe(
    "text / -",
  );
});

test("a usual name over what no person wrote is no text", () => {
  expect(guessed("text|remark\n17|where is my parcel today\n18|I want my money back")).toBe("remark / -");
  expect(guessed("text|remark\nhttps://a.b/c|where is my parcel\nhttps://a.b/d|my money back")).toBe("remark / -");
  expect(guessed('text|remark\n{"a": 1}|where is my parcel\n{"a": 2}|my money back')).toBe("remark / -");
});

test("without a usual name the column of long and different texts is the text", () => {
  expect(guessed("Nr|Anliegen|Ort\n1|wo ist mein Paket seit gestern|Ulm\n2|ich will mein Geld zurück|Bonn")).toBe(
    "Anliegen / -",
  );
});

test("texts in scripts without spaces are texts", () => {
  expect(guessed("甲|乙\n1|我的包裹在哪里请告诉我\n2|我想退款谢谢您的帮助")).toBe("乙 / -");
});

test("where two columns look alike it is not clear, and nothing is guessed", () => {
  expect(guessed("Frage|Antwort\nwo ist mein Paket|es kommt morgen\nwann kommt es|morgen um zehn")).toBe("- / -");
});

test("where no column holds texts nothing is guessed", () => {
  expect(guessed("a|b\n1|2\n3|4")).toBe("- / -");
});

test("a file without rows is guessed by its names, else by its first column", () => {
  expect(guessed("id|text|label")).toBe("text / label");
  expect(guessed("alpha|beta")).toBe("alpha / -");
});

test("a column of few short values that come again is the label, from eight rows on", () => {
  const line = (k: number) => `where is parcel number ${k} please|${k % 2 ? "late" : "lost"}`;
  expect(guessed(`Anliegen|Art\n${repeat(line)}`)).toBe("Anliegen / Art");
  expect(guessed(`Anliegen|Art\n${repeat(line, 7)}`)).toBe("Anliegen / -");
});

test("a column with gaps, with one value or with a value of its own for each row is no label", () => {
  const text = (k: number) => `where is parcel number ${k} please`;
  expect(guessed(`Anliegen|Art\n${repeat((k) => `${text(k)}|${k === 3 ? "" : "ab"[k % 2]}`)}`)).toBe("Anliegen / -");
  expect(guessed(`Anliegen|Art\n${repeat((k) => `${text(k)}|same`)}`)).toBe("Anliegen / -");
  expect(guessed(`Anliegen|Art\n${repeat((k) => `${text(k)}|v${k}`)}`)).toBe("Anliegen / -");
});

test("a column that is something else already is neither", () => {
  expect(guessed("text|label\nwhere is it now|a\nmoney back please|b", ["label"])).toBe("text / -");
  expect(guessed("text|note\nwhere is it now|a longer note here\nmoney back please|and one more note", ["text"])).toBe(
    "note / -",
  );
});
