import type { EventKind, FactsOf, Told } from "#platform/events";
import type { ToldEvent } from "./contract.ts";

// A project that is deleted takes its webhooks along. A new kind of event is a question to whoever adds it: is it told, and what of it?
type Kinds = Exclude<EventKind, "project.deleted">;

/** Which facts of an event leave the house: ids, numbers and names of things, never a text that people wrote. */
const leaving: { readonly [Kind in Kinds & ToldEvent]: readonly (keyof FactsOf<Kind>)[] } & Record<Kinds, unknown> = {
  "items.imported": ["import", "added", "labelled"],
  "items.asked": ["items"],
  "items.removed": ["items"],
  "labels.changed": [],
  "annotation.given": [],
  "annotation.undone": [],
  "run.finished": ["run", "version", "question"],
  "version.registered": ["version", "question"],
  "version.promoted": ["version", "alias", "question"],
  "version.judged": ["version", "approval", "question"],
  "endpoint.deployed": ["endpoint", "revision", "version", "question"],
  "alert.opened": ["alert", "kind", "question"],
  "alert.ended": ["alert", "question"],
};

/** Whether events of a kind come by the hundred, so that they are counted and told together. */
export const isGathered = (kind: string): boolean => kind.startsWith("annotation.");

/** What a webhook is told of an event. */
export function factsFor({ kind, facts }: Pick<Told, "kind" | "facts">): Readonly<Record<string, unknown>> {
  const names: readonly string[] = leaving[kind as ToldEvent];
  return Object.fromEntries(Object.entries(facts ?? {}).filter(([name]) => names.includes(name)));
}

/** A delivery as it is told. */
export interface News {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly project: string;
  readonly facts: unknown;
}

/** The body that is sent: the same bytes at every attempt. */
export const bodyOf = ({ id, type, at, project, facts }: News): string =>
  JSON.stringify({ id, type, timestamp: at.toISOString(), project, data: facts });
