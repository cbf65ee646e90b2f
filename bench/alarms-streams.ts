import { emptySketch, mergeSketches, type Sketch, sketchOf } from "#deploy";
import { type Distance, distances, leastRequests } from "#monitor";
import { type Profile, profileOf } from "#register";
import { type Random, shuffle } from "#statistics";

/** What a model answered to a text, as an endpoint logs it; `truth` is what the text is about. */
export interface Answer {
  readonly label: string;
  readonly score: number;
  readonly unseen: number;
  readonly milliseconds: number;
  readonly truth: string;
}

/** The profile of some answers, made as a training makes it. */
export const profileOfAnswers = (answers: readonly Answer[]): Profile =>
  profileOf(
    "held out",
    answers.map((one) => ({ predicted: one.label, score: one.score, unseen: one.unseen })),
  );

/** Answers to texts that were never learned from, split at random into a profile and traffic: nothing has changed between them. */
export function splitAnswers(
  answers: readonly Answer[],
  given: { items: number; random: Random },
): { profile: Profile; traffic: readonly Answer[] } {
  const mixed = shuffle([...answers], given.random);
  return { profile: profileOfAnswers(mixed.slice(0, given.items)), traffic: mixed.slice(given.items) };
}

const isAlarm = (found: readonly Distance[]): boolean => found.some((one) => one.value > one.opensAt);

/** After how many answers an alert opens when traffic comes in and is looked at again and again; infinite if never. */
export async function alarmAfter(
  profile: Profile,
  traffic: readonly Answer[],
  looks: readonly number[],
): Promise<number> {
  let sketch = emptySketch;
  let seen = 0;
  for (const look of looks) {
    sketch = mergeSketches(sketch, sketchOf(traffic.slice(seen, look), 0));
    seen = look;
    if (look >= leastRequests && isAlarm(await distances(profile, sketch))) return look;
  }
  return Number.POSITIVE_INFINITY;
}

/** Whether an alert opens at any whole hour of a week with so many answers an hour, each look at the last day. */
export async function alarmsInWeek(profile: Profile, traffic: readonly Answer[], hourly: number): Promise<boolean> {
  const hours = Array.from({ length: 168 }, (_, hour) =>
    sketchOf(traffic.slice(hour * hourly, (hour + 1) * hourly), 0),
  );
  for (let hour = 1; hour <= hours.length; hour++) {
    const day = hours.slice(Math.max(0, hour - 24), hour).reduce<Sketch>(mergeSketches, emptySketch);
    if (day.requests >= leastRequests && isAlarm(await distances(profile, day))) return true;
  }
  return false;
}
