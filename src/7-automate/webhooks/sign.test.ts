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
