import type { Sketch } from "#deploy";
import type { Profile } from "#register";
import type { Distance } from "./drift.ts";

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** The label whose share moved most, with both shares. */
function mostMoved(profile: Profile, sketch: Sketch): { label: string; now: number; before: number } | undefined {
  const answered = Math.max(1, sketch.requests - sketch.errors);
  const labels = [...new Set([...Object.keys(profile.labels), ...Object.keys(sketch.labels)])];
  const moved = labels.map((label) => ({
    label,
    now: (sketch.labels[label] ?? 0) / answered,
    before: (profile.labels[label] ?? 0) / profile.items,
  }));
  return moved.sort((one, other) => Math.abs(other.now - other.before) - Math.abs(one.now - one.before))[0];
}

/** An alert as a sentence that says what changed. */
export function driftSentence(
  distance: Distance,
  given: { profile: Profile; sketch: Sketch; names: ReadonlyMap<string, string> },
): string {
  const { profile, sketch } = given;
  const answered = Math.max(1, sketch.requests - sketch.errors);
  if (distance.kind === "confidence-drift") {
    const now = sketch.confidenceSum / answered;
    return `The model is ${now < profile.meanConfidence ? "less" : "more"} sure than when it was tested: ${percent(now)} on average, ${percent(profile.meanConfidence)} then.`;
  }
  if (distance.kind === "unseen-words") {
    return `${percent(sketch.unseenSum / answered)} of the words were not in the training data, ${percent(profile.unseen?.mean ?? 0)} when it was tested.`;
  }
  const moved = mostMoved(profile, sketch);
  if (!moved) return "The labels are answered in other shares than when it was tested.";
  const name = given.names.get(moved.label) ?? moved.label;
  const times =
    moved.before > 0 && moved.now > moved.before
      ? `${(moved.now / moved.before).toFixed(1)} times as often as when it was tested`
      : "in another share than when it was tested";
  return `"${name}" is answered ${times}: ${percent(moved.now)}, ${percent(moved.before)} then.`;
}
