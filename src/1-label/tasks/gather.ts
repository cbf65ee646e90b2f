import type { Id } from "#ids";
import { isPassing } from "#platform/database";

interface Waiting<Given, Result> {
  readonly given: Given;
  readonly resolve: (result: Result) => void;
  readonly reject: (thrown: unknown) => void;
}

interface Gathering<Given> {
  /** How many are asked for as one at most. */
  readonly together: number;
  /** What no two that are asked for together may share. */
  readonly apart: (given: Given) => string;
  readonly patience?: number;
}

/**
 * Asks as one what comes for a project while the request before is under way: whoever comes alone is asked for at once, and the
 * more come at the same moment the less each of them costs. Nobody waits for a request that takes longer than `patience`
 * milliseconds. `ask` gives the results in the order of what it is given. Where it fails for many by what one of them asked,
 * each is asked for alone; in a transaction everybody is.
 */
export function gatherByProject<
  World extends { readonly db: { readonly isTransaction: boolean } },
  Given extends { readonly project: Id<"project"> },
  Result,
>(
  ask: (world: World, all: readonly [Given, ...Given[]]) => Promise<readonly Result[]>,
  gathering: Gathering<Given>,
): (world: World, given: Given) => Promise<Result> {
  /** Those who wait while a request for their project is under way; no list where none is. */
  const lists = new WeakMap<World["db"], Map<Id<"project">, Waiting<Given, Result>[]>>();
  const alone = async (world: World, given: Given) => (await ask(world, [given]))[0] as Result;

  async function askTogether(world: World, all: readonly Waiting<Given, Result>[]): Promise<void> {
    const results = await ask(world, all.map((one) => one.given) as [Given, ...Given[]]).catch((thrown) => ({
      thrown,
    }));
    all.forEach(({ given, resolve, reject }, at) => {
      if (!("thrown" in results)) resolve(results[at] as Result);
      else if (all.length === 1 || isPassing(results.thrown)) reject(results.thrown);
      else alone(world, given).then(resolve, reject);
    });
  }

  return async (world, given) => {
    if (world.db.isTransaction) return alone(world, given);
    const projects = lists.get(world.db) ?? new Map<Id<"project">, Waiting<Given, Result>[]>();
    lists.set(world.db, projects);
    const list = projects.get(given.project);
    return new Promise((resolve, reject) => {
      const one = { given, resolve, reject };
      if (list) list.push(one);
      else void askOn(world, projects, one);
    });
  };

  async function askOn(
    world: World,
    projects: Map<Id<"project">, Waiting<Given, Result>[]>,
    first: Waiting<Given, Result>,
  ): Promise<void> {
    const { project } = first.given;
    let waiting = [first];
    while (waiting.length > 0) {
      const { next, later } = parted(waiting, gathering);
      projects.set(project, later);
      await within(gathering.patience ?? 1000, askTogether(world, next));
      waiting = projects.get(project) ?? [];
    }
    projects.delete(project);
  }
}

/** Ends with the work, or after so many milliseconds without it. */
const within = (milliseconds: number, work: Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Those that are asked for next, and those that wait on. */
function parted<Given, Result>(
  waiting: readonly Waiting<Given, Result>[],
  { together, apart }: Gathering<Given>,
): { next: Waiting<Given, Result>[]; later: Waiting<Given, Result>[] } {
  const next = new Map<string, Waiting<Given, Result>>();
  const later: Waiting<Given, Result>[] = [];
  for (const one of waiting) {
    const key = apart(one.given);
    if (next.size < together && !next.has(key)) next.set(key, one);
    else later.push(one);
  }
  return { next: [...next.values()], later };
}
