import type { Clock } from "#world";

/** The moment so many days before now. */
export const daysAgo = (clock: Clock, days: number): Date => new Date(clock.now().getTime() - days * 86_400_000);
