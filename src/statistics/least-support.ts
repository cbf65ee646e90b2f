const leastOfLabel = 5;

const leastOfEachLabel = 4;

const leastOfKappa = 30;

/** Whether kappa has too few items to say anything: its interval holds less often than it says (weighted-kappa.test.ts). */
export const isTooFewForKappa = (items: number): boolean => items < leastOfKappa;

/** The fewest items on which a measurement as a whole says anything. */
export const leastOfAll = 20;

/** Whether a measurement has too few items for any of its figures to say anything. */
export const isTooFewInAll = (items: number): boolean => items < leastOfAll;

/**
 * Whether a figure of one label rests on too few of the items of a measurement to say anything: an interval over four spans half
 * of all there is. Recall and F1 rest on the items that have the label, precision on those that were answered with it.
 */
export const isTooFew = (support: number, items: number): boolean => support < leastOfLabel || isTooFewInAll(items);

/**
 * Whether a mean over labels has too few items to say anything: where most labels show one item or two, no variance can be told
 * from them, and intervals hold less often than they say (the simulation in classification.test.ts).
 */
export const isTooFewForMean = (items: number, labels: number): boolean => items < leastOfEachLabel * labels;
