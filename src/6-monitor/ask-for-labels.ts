import type { CollectTables } from "#collect";
import {
  type DeployTables,
  fitting,
  predictedTexts,
  type RecentPrediction,
  readEndpoint,
  recentPredictions,
} from "#deploy";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { askForItems, type LabelTables, readMerged } from "#label";
import type { EventTables } from "#platform/events";
import type { PeopleTables } from "#platform/people";
import { type Profile, type RegisterTables, versionParts } from "#register";
import type { World } from "#world";
import { chooseTexts } from "./choose-texts.ts";
import { withMerged } from "./drift.ts";
import type { MonitorTables } from "./tables.ts";

type Tables = MonitorTables & DeployTables & RegisterTables & LabelTables & CollectTables & EventTables & PeopleTables;
type Seen = Pick<World<Tables>, "db" | "blobs" | "clock">;

const weekMilliseconds = 7 * 86_400_000;
const candidates = 2000;
// Of each candidate, for choosing among them; what is chosen is taken whole.
const candidateCharacters = 4000;
const mostBytes = 40_000_000;

interface Asking {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly name: string;
  readonly count: number;
  readonly alert: string | undefined;
}

/**
 * Sends the most telling production texts to the front of the labelling queue: those that the model was least sure of,
 * more so where a label is answered more often than it was tested or words are new, and unlike one another.
 */
export async function askForLabels(world: Seen, given: Asking): Promise<{ added: number; known: number }> {
  const endpoint = await readEndpoint(world, { workspace: given.workspace, name: given.name });
  const id = endpoint.id as Id<"endpoint">;
  const merged = await readMerged(world, given.project);
  const since = new Date(world.clock.now().getTime() - weekMilliseconds);
  const found = await recentPredictions(world, {
    endpoint: id,
    since,
    limit: candidates,
    characters: candidateCharacters,
  });
  const recent = unique(found.map((one) => ({ ...one, label: merged.now(one.label) })));
  if (recent.length === 0)
    throw new Failure(
      "conflict",
      "No texts of predictions are kept from the last week, so there is nothing to label. Ask the endpoint first, or keep texts (HANDLOOM_KEEP_PREDICTION_TEXTS).",
    );
  const [version] = await versionParts(world, [endpoint.versionId as Id<"version">]);
  if (!version) throw new Failure("conflict", "The endpoint has no version.");
  const chosen = await chooseTexts({
    artifact: await world.blobs.read(given.workspace, version.artifact),
    texts: recent.map((one) => one.text),
    margins: tellings(recent, withMerged(version.profile, merged)),
    count: given.count,
  });
  const ids = fitting(
    chosen.flatMap((at) => recent[at] ?? []),
    mostBytes,
  ).map((one) => one.id);
  const whole = await predictedTexts(world, { endpoint: id, since, ids });
  const texts = ids.flatMap((prediction) => {
    const text = whole.get(prediction)?.trim();
    return text ? [{ text, meta: { prediction, endpoint: given.name } }] : [];
  });
  const { moved, ...asked } = await askForItems(world, { workspace: given.workspace, project: given.project, texts });
  // Where all was labelled already, nothing answers the alert.
  if (moved > 0) await answerAlerts(world, { ...given, endpoint: id, tasks: moved });
  return asked;
}

function unique(predictions: readonly RecentPrediction[]): RecentPrediction[] {
  // Long texts may begin alike: those of one length are taken for the same.
  const nameOf = (one: RecentPrediction) =>
    one.text.length < candidateCharacters ? one.text.trim() : `${one.bytes} ${one.text}`;
  return [...new Map(predictions.map((one) => [nameOf(one), { ...one, text: one.text.trim() }])).values()];
}

/** Small where a label would tell much: the model's sureness, less for labels in fashion and for new words. */
function tellings(recent: readonly RecentPrediction[], profile: Profile): number[] {
  const counts = new Map<string, number>();
  for (const one of recent) counts.set(one.label, (counts.get(one.label) ?? 0) + 1);
  return recent.map((one) => {
    const now = (counts.get(one.label) ?? 0) / recent.length;
    const then = ((profile.labels[one.label] ?? 0) + 0.5) / (profile.items + 1);
    const fashion = Math.min(1, Math.max(0.4, then / now));
    return one.score * fashion * (1 - 0.5 * one.unseen);
  });
}

/** Marks the open alerts (or the one named) as answered with labels. */
async function answerAlerts(
  world: Pick<Seen, "db" | "clock">,
  given: Asking & { endpoint: Id<"endpoint">; tasks: number },
): Promise<void> {
  let query = world.db
    .updateTable("alert")
    .set((eb) => ({
      state: "answered",
      tasks: eb("tasks", "+", given.tasks),
      ended: "answered",
      ended_at: world.clock.now(),
      changed_at: world.clock.now(),
    }))
    .where("endpoint", "=", given.endpoint)
    .where("state", "in", ["open", "quiet"]);
  if (given.alert) query = query.where("id", "=", given.alert as Id<"alert">);
  await query.execute();
}

/** Keeps an alert quiet for some hours. */
export async function quietAlert(
  world: Pick<Seen, "db" | "clock">,
  given: { endpoint: Id<"endpoint">; alert: string; hours: number },
): Promise<void> {
  const until = new Date(world.clock.now().getTime() + given.hours * 3_600_000);
  const row = await world.db
    .updateTable("alert")
    .set({ state: "quiet", quiet_until: until, changed_at: world.clock.now() })
    .where("id", "=", given.alert as Id<"alert">)
    .where("endpoint", "=", given.endpoint)
    .where("state", "in", ["open", "quiet"])
    .returning("id")
    .executeTakeFirst();
  if (!row) throw new Failure("missing", "There is no open alert of that id here.", { field: "alert" });
}
