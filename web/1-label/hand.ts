import type { Returned } from "../frame/index.ts";

/** An item to label, as the server handed it out. */
export type Task = Returned<"nextTasks">["tasks"][number];

/**
 * The items a person holds, the first of them before their eyes, and those they are done with. A late answer of the
 * server must not bring an item back that was answered meanwhile: `gone` says from which refill on it may return.
 */
export interface Hand {
  readonly tasks: readonly Task[];
  readonly gone: ReadonlyMap<string, number>;
}

/** A hand with nothing in it. */
export const emptyHand: Hand = { tasks: [], gone: new Map() };

/** Takes in what the server says the person holds. What they look at stays as it is; the others get their newest suggestions. */
export function merge(hand: Hand, given: { tasks: readonly Task[]; refill: number }): Hand {
  const fresh = given.tasks.filter((task) => (hand.gone.get(task.item) ?? 0) <= given.refill);
  const newest = new Map(fresh.map((task) => [task.item, task]));
  const kept = hand.tasks.map((task, at) => (at === 0 ? task : (newest.get(task.item) ?? task)));
  const known = new Set(kept.map((task) => task.item));
  return { ...hand, tasks: [...kept, ...fresh.filter((task) => !known.has(task.item))] };
}

/** Puts the first item away; it stays away until its answer is saved. */
export function putAway(hand: Hand): Hand {
  const [first, ...tasks] = hand.tasks;
  if (!first) return hand;
  return { tasks, gone: new Map(hand.gone).set(first.item, Number.POSITIVE_INFINITY) };
}

/** Its answer is saved: refills that begin from now on speak the truth about it. */
export function saved(hand: Hand, given: { item: string; nextRefill: number }): Hand {
  if (!hand.gone.has(given.item)) return hand;
  return { ...hand, gone: new Map(hand.gone).set(given.item, given.nextRefill) };
}

/** Brings an item back before the eyes. */
export function bringBack(hand: Hand, task: Task): Hand {
  const gone = new Map(hand.gone);
  gone.delete(task.item);
  return { tasks: [task, ...hand.tasks.filter((one) => one.item !== task.item)], gone };
}
