import type { Tone } from "../ui/index.ts";
import type { Delivery, Webhook } from "./webhook-queries.ts";

/** What happens, in the words of people, in the order of the loop. */
export const eventWords = {
  "items.imported": "an import has ended",
  "items.removed": "items were removed",
  "labels.changed": "labels were added, renamed, merged or retired",
  "annotation.given": "answers were given, told by their number",
  "annotation.undone": "answers were taken back, told by their number",
  "run.finished": "a training has ended with a version",
  "version.registered": "a version was registered",
  "version.judged": "a version was approved or rejected",
  "version.promoted": "a version was given an alias",
  "endpoint.deployed": "an endpoint answers with another version",
  "alert.opened": "an alert has opened",
  "alert.ended": "an alert has ended",
  "items.asked": "production messages were put at the front of the queue",
} as const;

/** A kind of event that a webhook can be told of. */
export type ToldEvent = keyof typeof eventWords;

/** The host of an address, by which people call it, and what comes after. */
export function partsOf(url: string): { host: string; rest: string } {
  const found = URL.canParse(url) ? new URL(url) : undefined;
  if (!found) return { host: url, rest: "" };
  return { host: found.host, rest: found.pathname === "/" && found.search === "" ? "" : found.pathname + found.search };
}

/** How a webhook stands. */
export function standingOf(webhook: Webhook): { words: string; tone: Tone } {
  if (!webhook.active) return webhook.off ? { words: "switched off", tone: "broken" } : { words: "off", tone: "plain" };
  if (webhook.failingSince) return { words: "failing", tone: "look" };
  return { words: "on", tone: "fine" };
}

/** How a delivery stands. */
export function outcomeOf(delivery: Delivery, now = Date.now()): { words: string; tone: Tone } {
  if (delivery.state === "delivered") return { words: "delivered", tone: "fine" };
  if (delivery.state === "failed") return { words: "failed", tone: "broken" };
  if (delivery.attempts === 0) return { words: "waits", tone: "ours" };
  const wait = Date.parse(delivery.nextAt ?? "") - now;
  return { words: wait > 0 ? `tried again in ${inWords(wait)}` : "tried again now", tone: "look" };
}

function inWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return `${Math.max(1, Math.round(milliseconds / 1000))} s`;
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
