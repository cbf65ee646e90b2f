import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import { type LabelTables, readHeldOut, readQuestion } from "#label";
import { openModel, predictorFor } from "#models";
import { breather } from "#platform/threads";
import type { World } from "#world";
import { leastProfile, type Profile, profileOf } from "./profile.ts";

const mostItems = 5000;

/**
 * Measures the profile of an artifact: its answers to items that no model learns from, labelled or not. Those of the audit are
 * what came in, drawn by dice; the test and the validation split were chosen by somebody, so they help out only where the audit is too small.
 */
export async function measureProfile(
  world: Pick<World<LabelTables & CollectTables>, "db">,
  given: { project: Id<"project">; question: Id<"question">; artifact: Uint8Array },
): Promise<Profile> {
  const { kind } = await readQuestion(world, given.project, given.question);
  const predictor = predictorFor(kind, openModel(given.artifact));
  const reading = { project: given.project, most: mostItems };
  const audit = await readHeldOut(world, { ...reading, role: "audit" });
  const isEnough = audit.length >= leastProfile;
  const texts = isEnough ? audit : [...audit, ...(await readHeldOut(world, { ...reading, role: "test" }))];
  const answers = [];
  const breathe = breather();
  for (const text of texts) {
    const found = predictor.predict(text);
    const { best, score, unseenWords } = found instanceof Promise ? await found : found;
    answers.push({ predicted: predictor.labels[best] ?? "", score, unseen: unseenWords });
    await breathe();
  }
  return profileOf("held out", answers);
}
