const leastOfLabel = 5;
const leastOfAll = 20;

/** Whether a label has too few items for its figures to say anything: an interval over four spans half of all there is. */
export const isTooFew = (support: number): boolean => support < leastOfLabel;

/** Whether a measurement has too few items for any of its figures to say anything. */
export const isTooFewInAll = (items: number): boolean => items < leastOfAll;
