import { expect, test } from "vitest";
import { fitText, scoreTexts } from "#models/text";
import { generateMessages, laterMix, type Message } from "./generate-messages.ts";
import { sampleLabels } from "./templates.ts";

const shareOf = (messages: readonly Message[], label: string) =>
  messages.filter((message) => message.label === label).length / messages.length;

test("the same seed gives the same messages, another seed others", () => {
  expect(generateMessages({ count: 50, seed: 1 })).toEqual(generateMessages({ count: 50, seed: 1 }));
  expect(generateMessages({ count: 50, seed: 2 })).not.toEqual(generateMessages({ count: 50, seed: 1 }));
});

test("2,000 messages are at least 1,950 different ones of 12 classes, without a trace of the grammar", () => {
  const messages = generateMessages({ count: 2000, seed: 1 });
  expect(sampleLabels).toHaveLength(12);
  expect(new Set(messages.map((message) => message.text)).size).toBeGreaterThanOrEqual(1950);
  for (const label of sampleLabels) expect(shareOf(messages, label)).toBeGreaterThan(0.04);
  for (const { text } of messages) expect(text).not.toMatch(/[{}|[\]]|undefined/);
});

test("the classes overlap but can be learned: 240 labels answer most of the other messages, never all", () => {
  for (const seed of [1, 2, 3]) {
    const all = generateMessages({ count: 1240, seed });
    const [learned, fresh] = [all.slice(0, 240), all.slice(240)];
    const labels = Int32Array.from(learned, (message) => sampleLabels.indexOf(message.label));
    const texts = learned.map((message) => message.text);
    const trained = fitText({ texts, labels, classes: sampleLabels.length, seed, calibrate: "none" });
    const accuracy = accuracyOf(
      scoreTexts(
        trained,
        fresh.map((message) => message.text),
      ),
      fresh,
    );
    expect(accuracy).toBeGreaterThan(0.6);
    expect(accuracy).toBeLessThan(0.97);
  }
});

test("later messages ask for refunds far more often and speak of news", () => {
  const later = generateMessages({ count: 2000, seed: 9, mix: laterMix });
  const usual = generateMessages({ count: 2000, seed: 9 });
  expect(shareOf(later, "Refund") / shareOf(usual, "Refund")).toBeGreaterThan(1.8);
  const isNews = ({ text }: Message) => /strike|solstice|odile|depot/i.test(text);
  expect(usual.some(isNews)).toBe(false);
  expect(later.filter(isNews).length).toBeGreaterThan(200);
});

function accuracyOf(probabilities: Float32Array, messages: readonly Message[]): number {
  const classes = sampleLabels.length;
  const right = messages.filter(({ label }, row) => {
    const scores = probabilities.subarray(row * classes, (row + 1) * classes);
    return sampleLabels[scores.indexOf(Math.max(...scores))] === label;
  });
  return right.length / messages.length;
}
