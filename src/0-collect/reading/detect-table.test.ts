import { expect, test } from "vitest";
import { detectTable } from "./detect-table.ts";

const linesOf = (text: string) => text.split("\n").map((line, at) => ({ text: line, number: at + 1 }));

/** How a table is read: its delimiter, whether it has a header, and its columns. */
function found(text: string, given: { usual?: string; asked?: string[]; wanted?: object } = {}) {
  const { usual = ",", asked = [], wanted = {} } = given;
  const { delimiter, header, columns } = detectTable(linesOf(text), { usual, wanted: { ...wanted, asked } });
  return `${delimiter === "\t" ? "tab" : (delimiter ?? "none")} ${header} ${columns.join("/")}`;
}
const quoteOf = (text: string, usual: string) => detectTable(linesOf(text), { usual, wanted: { asked: [] } }).quote;

test("the delimiter is the one by which the rows have as many cells as the first, whatever the file is called", () => {
  expect(found("text;label\na, b;x\nc;y")).toBe("; yes text/label");
  expect(found("text\tlabel\na, b\tx\nc, d\ty")).toBe("tab yes text/label");
  expect(found("text|label\na, b|x\nc, d; e|y")).toBe("| yes text/label");
  expect(found("text,label\na;b,x\nc,y", { usual: "\t" })).toBe(", yes text/label");
});

test("where two delimiters fit as well, the one of the file's name is taken", () => {
  const rows = "a,b;c\nd,e;f\ng,h;i";
  expect(found(rows)).toMatch(/^, /);
  expect(found(rows, { usual: ";" })).toMatch(/^; /);
});

test("commas in the texts of a single column divide nothing", () => {
  expect(found("text\nred, green\nblue\none, two, three")).toBe("none yes text");
  expect(found("text\nred\nblue")).toBe(", yes text");
});

test("a delimiter inside enclosed cells is none, and a delimiter that is asked for is taken", () => {
  expect(found('text,label\n"a;b;c",x\n"d;e;f",y')).toBe(", yes text/label");
  expect(found("text,label\na,b", { wanted: { delimiter: ";" } })).toBe("; yes text,label");
  expect(found("text,label\na,b", { wanted: { delimiter: "none" } })).toBe("none yes text,label");
  expect(found("text\tlabel\na\tb", { wanted: { delimiter: "tab" } })).toBe("tab yes text/label");
});

test("a column that is asked for by its name tells the delimiter", () => {
  expect(found("my text;kind, of\na, b;x, y\nc, d;z, w", { asked: ["my text"] })).toBe("; yes my text/kind, of");
});

test("the first row is a header where it holds a usual name, or names what stands below it", () => {
  expect(found("label,x\na,1\nb,2")).toBe(", yes label/x");
  expect(found("Betreff,Anzahl\nwo ist mein Paket,3\nbitte stornieren,4")).toBe(", yes Betreff/Anzahl");
  expect(found("Nachricht,Art\nwo ist mein Paket seit gestern,a\nich will bitte mein Geld zurück,b")).toBe(
    ", yes Nachricht/Art",
  );
});

test("the first row is none where it looks like those below: a value that comes again, a number over numbers, a text over texts", () => {
  expect(found("where is it,refund\nmoney back,refund\nhello,greeting")).toBe(", no 1/2");
  expect(found("where is it,3\nmoney back,4\nhello,5")).toBe(", no 1/2");
  expect(
    found("where is the parcel that I ordered,a\nI would like my money back,b\nwhen will somebody answer me,c"),
  ).toBe(", no 1/2");
});

test("a year as the name of a column of numbers makes a header only beside better names", () => {
  expect(found("text,2024\nwhere is it,17\nmoney back,18")).toBe(", yes text/2024");
  expect(found("where is it,2024\nmoney back,2023\nhello,2022")).toBe(", no 1/2");
});

test("columns asked for by number mean a file without a header, unless they are names", () => {
  expect(found("alpha,beta\nc,d", { asked: ["1", "2"] })).toBe(", no 1/2");
  expect(found("1,2\nc,d", { asked: ["1", "2"] })).toBe(", yes 1/2");
  expect(found("alpha,beta\nc,d", { asked: ["9"] })).toBe(", yes alpha/beta");
});

test("what somebody says about the header stands", () => {
  expect(found("text,label\na,b", { wanted: { header: "no" } })).toBe(", no 1/2");
  expect(found("a,x\na,x\na,x", { wanted: { header: "yes" } })).toBe(", yes a/x");
});

test("columns without a name are called by their place, and of equal names the later are told apart", () => {
  const table = detectTable(linesOf("text,,text\na,b,c"), { usual: ",", wanted: { asked: [] } });
  expect(table.columns).toEqual(["text", "column 2", "text (3)"]);
  expect(table.renamed).toEqual(["text (3)"]);
  expect(found("text,label,,,\na,b,,,")).toBe(", yes text/label");
});

test("between tabs a quotation mark is a character, unless cells are enclosed throughout", () => {
  expect(quoteOf('text\tlabel\na 3" pipe\tx\nb\ty', "\t")).toBe("none");
  expect(quoteOf('text\tlabel\n"a ""b"" c"\tx\nd\ty', "\t")).toBe("double");
  expect(quoteOf("text\tlabel\na\tx", "\t")).toBe("none");
  expect(quoteOf("text,label\na,x", ",")).toBe("double");
});

test("an export of this program is known by its first columns, and its names stand as they are", () => {
  const table = detectTable(linesOf("id,text,label,split,key,how,how\nitem_1,a,x,,,person,b"), {
    usual: ",",
    wanted: { asked: [] },
  });
  expect(table).toMatchObject({ header: "yes", marks: "trusted", renamed: [] });
  expect(table.columns).toEqual(["id", "text", "label", "split", "key", "how", "how"]);
});
