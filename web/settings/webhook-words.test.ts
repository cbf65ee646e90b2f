import { expect, test } from "vitest";
import { toldEvents } from "#automate/contract";
import type { Delivery, Webhook } from "./webhook-queries.ts";
import { eventWords, outcomeOf, partsOf, standingOf } from "./webhook-words.ts";

const hook = (given: Partial<Webhook>): Webhook => ({
  ...{
    id: "webhook_1",
    url: "https://a.example",
    events: [],
    active: true,
    madeBy: "p",
    madeAt: "2026-11-30T00:00:00Z",
  },
  ...given,
});
const delivery = (given: Partial<Delivery>): Delivery => ({
  ...{ id: "delivery_1", type: "test", data: {}, state: "waiting", attempts: 0, at: "2026-11-30T00:00:00Z" },
  ...given,
});

test("there are words for everything that a webhook can be told", () => {
  expect(Object.keys(eventWords).sort()).toEqual([...toldEvents].sort());
});

test("a webhook is on, off, failing, or was switched off by itself", () => {
  expect(standingOf(hook({})).words).toBe("on");
  expect(standingOf(hook({ active: false })).words).toBe("off");
  expect(standingOf(hook({ failingSince: "2026-11-29T00:00:00Z" })).words).toBe("failing");
  expect(standingOf(hook({ active: false, off: "Nothing got through." })).words).toBe("switched off");
});

test("a delivery says when it is tried again", () => {
  const now = Date.parse("2026-11-30T00:00:00Z");
  const after = (seconds: number) =>
    outcomeOf(delivery({ attempts: 1, nextAt: new Date(now + seconds * 1000).toISOString() }), now).words;
  expect([after(-1), after(5), after(320), after(20_000)]).toEqual([
    ...["tried again now", "tried again in 5 s", "tried again in 5 min", "tried again in 6 h"],
  ]);
  expect(outcomeOf(delivery({})).words).toBe("waits");
  expect(outcomeOf(delivery({ state: "delivered" })).words).toBe("delivered");
  expect(outcomeOf(delivery({ state: "failed" })).words).toBe("failed");
});

test("an address is shown by its host, and what comes after", () => {
  expect(partsOf("https://a.example/")).toEqual({ host: "a.example", rest: "" });
  expect(partsOf("https://a.example:8443/b?c=d")).toEqual({ host: "a.example:8443", rest: "/b?c=d" });
});
