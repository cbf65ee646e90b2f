import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { newSigningSecret, signatureHeaders } from "./sign.ts";

test("a signature is that of the example of Standard Webhooks", () => {
  // The specification's own example, which its libraries test against.
  const headers = signatureHeaders("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: new Date(1_614_265_330_999),
    body: '{"test": 2432232314}',
  });
  expect(headers).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test("every secret is another one, of 32 bytes", () => {
  const made = Array.from({ length: 20 }, newSigningSecret);
  expect(new Set(made).size).toBe(20);
  for (const one of made) expect(Buffer.from(one.replace(/^whsec_/, ""), "base64")).toHaveLength(32);
});

test("what the documentation tells receivers to do verifies what is sent, and nothing else", async () => {
  const page = await readFile(new URL("../../../docs/webhooks.md", import.meta.url), "utf8");
  const code = `${/```js\n([\s\S]*?)```/.exec(page)?.[1]}\nexport { isFromHandloom };`;
  const { isFromHandloom } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const [secret, body] = [newSigningSecret(), '{"é":1}'];
  const headers = signatureHeaders(secret, { id: "delivery_1", at: new Date(), body });
  expect(isFromHandloom(secret, headers, body)).toBe(true);
  expect(isFromHandloom(newSigningSecret(), headers, body)).toBe(false);
  expect(isFromHandloom(secret, headers, '{"é":2}')).toBe(false);
  expect(isFromHandloom(secret, { ...headers, "webhook-id": "delivery_2" }, body)).toBe(false);
  const old = signatureHeaders(secret, { id: "delivery_1", at: new Date(Date.now() - 400_000), body });
  expect(isFromHandloom(secret, old, body)).toBe(false);
});
