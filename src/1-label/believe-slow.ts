import { LRUCache } from "lru-cache";
import type { Id } from "#ids";

const quickMilliseconds = 100;
const longestBelief = 30_000;

/**
 * Keeps what a slow count of a project gave for as long as ten counts take, at most half a minute; who asks while one runs
 * shares it. A quick one is asked each time.
 */
export function believeSlow<Seen, Counted>(
  count: (world: Seen, project: Id<"project">) => Promise<Counted>,
): (world: Seen, project: Id<"project">) => Promise<Counted> {
  const believed = new LRUCache<string, Promise<Counted>>({ max: 1000, ttl: longestBelief });
  return (world, project) => {
    const known = believed.get(project);
    if (known) return known;
    const started = performance.now();
    const counted = count(world, project);
    believed.set(project, counted);
    counted.then(
      () => {
        const took = performance.now() - started;
        if (took < quickMilliseconds) believed.delete(project);
        else believed.set(project, counted, { ttl: Math.min(longestBelief, 10 * took) });
      },
      () => believed.delete(project),
    );
    return counted;
  };
}
