import { expect, test } from "vitest";
import { sketchOf } from "#deploy";
import { profileOf } from "#register";
import { seededRandom } from "#statistics";
import { distances } from "./drift.ts";

function answers(count: number, shares: readonly number[], seed: number) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const drawn = random();
    const label = shares.findIndex((_, k) => drawn < shares.slice(0, k + 1).reduce((sum, share) => sum + share, 0));
    const score = 0.5 + random() / 2;
    return { label: `l${label}`, predicted: `l${label}`, score, unseen: random() < 0.2 ? 0.1 : 0, milliseconds: 1 };
  });
}

const profile = profileOf("test", answers(600, [0.5, 0.3, 0.2], 1));

test("traffic like the test data passes no threshold", async () => {
  for (let seed = 2; seed < 12; seed++) {
    for (const one of await distances(profile, sketchOf(answers(300, [0.5, 0.3, 0.2], seed), 0)))
      expect(one.value, one.kind).toBeLessThan(one.opensAt);
  }
});

test("a label that is asked for much more often passes the threshold of labels", async () => {
  const found = (await distances(profile, sketchOf(answers(300, [0.2, 0.2, 0.6], 3), 0))).find(
    (one) => one.kind === "label-drift",
  );
  expect(found && found.value > found.opensAt).toBe(true);
});

test("confidence that falls passes the threshold of confidence", async () => {
  const unsure = answers(300, [0.5, 0.3, 0.2], 4).map((one) => ({ ...one, score: one.score - 0.3 }));
  const found = (await distances(profile, sketchOf(unsure, 0))).find((one) => one.kind === "confidence-drift");
  expect(found && found.value > found.opensAt).toBe(true);
});

test("no traffic has no distance", async () => {
  expect(await distances(profile, sketchOf([], 3))).toEqual([]);
});
