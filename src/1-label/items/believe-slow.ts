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
  const believed = new Map<string, { until: number; counted: Promise<Counted> }>();
  return (world, of) => {
    const known = believed.get(of);
    if (known && known.until > performance.now()) return known.counted;
    if (believed.size > 1000) believed.clear();
    const started = performance.now();
    const counted = count(world, of);
    const belief = { until: started + longestBelief, counted };
    believed.set(of, belief);
    counted.then(
      () => {
        const took = performance.now() - started;
        belief.until = performance.now() + (took < quickMilliseconds ? 0 : Math.min(longestBelief, 10 * took));
      },
      () => believed.delete(of),
    );
    return counted;
  };
}
