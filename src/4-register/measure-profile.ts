import { setImmediate as breathe } from "node:timers/promises";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import { type LabelTables, readHeldOut } from "#label";
import { loadText } from "#models/text";
import type { World } from "#world";
import { type Profile, profileOf } from "./profile.ts";

const mostItems = 5000;
const breathEvery = 200;

/** Measures the profile of an artifact: its answers to the project's items that no model learns from, labelled or not. */
export async function measureProfile(
  world: Pick<World<LabelTables & CollectTables>, "db">,
  given: { project: Id<"project">; artifact: Uint8Array },
): Promise<Profile> {
  const predictor = loadText(given.artifact);
  const answers = [];
  for (const text of await readHeldOut(world, { project: given.project, most: mostItems })) {
    const { best, score, unseenWords } = predictor.predict(text);
    answers.push({ predicted: predictor.labels[best] ?? "", score, unseen: unseenWords });
    if (answers.length % breathEvery === 0) await breathe();
  }
  return profileOf("held out", answers);
}
