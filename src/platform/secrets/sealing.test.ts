import fc from "fast-check";
import { expect, test } from "vitest";
import { makeSealing } from "./sealing.ts";

const secrets = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];
const [newest = "", middle = "", oldest = ""] = secrets;

test("any text opens again where it was sealed, also under any earlier secret, and nowhere else", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.string({ maxLength: 40 }),
      fc.constantFrom(...secrets),
      (text, about, under) => {
        const all = makeSealing(secrets);
        const sealed = makeSealing([under]).seal(text, about);
        expect(all.open(sealed, about)).toBe(text.toWellFormed());
        expect(all.isOld(sealed)).toBe(under !== newest);
        expect(() => all.open(sealed, `${about}.`)).toThrow("does not open");
        if (text.length > 5) expect(sealed).not.toContain(text);
      },
    ),
  );
});

test("a sealed text of which one bit is another does not open", () => {
  const sealing = makeSealing([newest]);
  const sealed = sealing.seal("whsec_of a webhook", "webhook_1");
  const [mark, form, key, text = ""] = sealed.split(":");
  const bytes = Buffer.from(text, "base64url");
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const other = Buffer.from(bytes);
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const forged = [mark, form, key, other.toString("base64url")].join(":");
      expect(() => sealing.open(forged, "webhook_1")).toThrow("does not open");
    }),
    { numRuns: 400 },
  );
});

test("what is no sealed text is refused, whatever it is", () => {
  const sealing = makeSealing([newest]);
  const odd = [
    "",
    "sealed",
    "sealed:1",
    "sealed:2:aa:bb",
    "sealed:1:aa:",
    "sealed:1::AAAA",
    "whsec_x",
    "sealed:1:aa:é",
  ];
  for (const text of odd) expect(() => sealing.open(text, "")).toThrow("does not open");
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => sealing.open(text, "")).toThrow();
    }),
  );
});

test("the same text is sealed otherwise each time", () => {
  const sealing = makeSealing([newest]);
  expect(new Set(Array.from({ length: 50 }, () => sealing.seal("same", "there"))).size).toBe(50);
});

test("without the secret it says in a sentence which key is missing and where to get it; the secret is not in it", () => {
  const sealed = makeSealing([oldest]).seal("text", "there");
  const [, , key = ""] = sealed.split(":");
  const open = () => makeSealing([newest, middle]).open(sealed, "there");
  expect(open).toThrow(key);
  expect(open).toThrow("HANDLOOM_SECRET_BEFORE");
  expect(open).not.toThrow("ccc");
  expect(() => makeSealing([]).seal("text", "there")).toThrow("nothing to seal with");
});
