import { openThread } from "#platform/threads";

/** Texts to choose some of: by an artifact's view of how alike they are, those with small margins first. */
export interface Choosing {
  readonly artifact: Uint8Array;
  readonly texts: readonly string[];
  readonly margins: readonly number[];
  readonly count: number;
}

/** Chooses texts that tell much and are unlike one another, in a thread: loading a model alone takes a third of a second. Gives their places. */
export const chooseTexts = openThread<Choosing, number[]>(new URL("./choose.worker.ts", import.meta.url), "choosing");
