const firstSeconds = 5;
const growth = 4;
const longestSeconds = 6 * 3600;
const jitter = 0.2;

/** How often a piece of news is tried: with the pauses between, over about a day. */
export const mostAttempts = 11;

/**
 * How long to wait after an attempt that failed, in milliseconds: 5 s, 20 s, 80 s … and 6 hours, each up to a fifth more
 * so that what failed together does not come back together; longer where the receiver asks for it. Nothing after the last.
 */
export function waitAfter(
  attempt: number,
  given: { random: () => number; retryAfter?: string | undefined },
): number | undefined {
  if (attempt >= mostAttempts) return undefined;
  const usual = Math.min(firstSeconds * growth ** (attempt - 1), longestSeconds);
  const spread = usual * (1 + jitter * given.random());
  const asked = /^\d{1,9}$/.test(given.retryAfter ?? "") ? Number(given.retryAfter) : 0;
  return Math.round(1000 * Math.max(spread, Math.min(asked, longestSeconds)));
}
