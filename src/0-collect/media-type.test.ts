import { expect, test } from "vitest";
import { isShown, mediaType } from "./media-type.ts";

const head = (text: string) => Uint8Array.from(text.padEnd(16, "\0"), (one) => one.charCodeAt(0));

test("the first bytes say what a file is; what only claims to be an image is none", () => {
  expect(mediaType(head("\x89PNG\r\n\x1a\n"), "text/html")).toBe("image/png");
  expect(mediaType(head("RIFF....WEBPVP8 "), "")).toBe("image/webp");
  expect(mediaType(head("<script>alert(1)"), "image/png")).toBe("application/octet-stream");
  expect(mediaType(head("%PDF-1.7"), "application/pdf")).toBe("application/pdf");
  expect([isShown("image/png"), isShown("image/svg+xml"), isShown("text/html")]).toEqual([true, false, false]);
});
