import { LRUCache } from "lru-cache";
import type { Id } from "#ids";

const quickMilliseconds = 100;
const longestBelief = 30_000;

/**
 * Keeps what a slow count of something gave for as long as ten counts take, at most half a minute; who asks while one runs
 * shares it. A quick one is asked each time.
 */
export function believeSlow<Seen, Counted, Of extends string = Id<"project">>(
  count: (world: Seen, of: Of) => Promise<Counted>,
): (world: Seen, of: Of) => Promise<Counted> {
  const believed = new LRUCache<string, Promise<Counted>>({ max: 1000, ttl: longestBelief });
  return (world, of) => {
    const known = believed.get(of);
    if (known) return known;
    const started = performance.now();
    const counted = count(world, of);
    believed.set(of, counted);
    counted.then(
      () => {
        const took = performance.now() - started;
        if (took < quickMilliseconds) believed.delete(of);
        else believed.set(of, counted, { ttl: Math.min(longestBelief, 10 * took) });
      },
      () => believed.delete(of),
    );
    return counted;
  };
}
