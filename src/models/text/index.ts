export { chooseDiverse } from "./choose-diverse.ts";

export { encodeText } from "./encode-text.ts";
export { fitText } from "./fit-text.ts";
export { type LiveText, openLiveText } from "./live-text.ts";
export { loadText, type TextPredictor } from "./load-text.ts";
export { mergeClasses } from "./merge-classes.ts";
export { planFeatures } from "./plan-features.ts";
export { rankPool } from "./rank-pool.ts";
export type { FeatureSet } from "./read-features.ts";
export { scoreTexts } from "./score-texts.ts";

export { textKind } from "./text-kind.ts";

export { trainTextInThread } from "./train-in-thread.ts";
export { updateLabels } from "./update-labels.ts";
