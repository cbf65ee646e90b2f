export { encodeText } from "./features/encode-text.ts";
export { planFeatures } from "./features/plan-features.ts";
export type { FeatureSet } from "./features/read-features.ts";
export { fitText } from "./fit/fit-text.ts";
export { scoreTexts } from "./fit/score-texts.ts";
export { updateLabels } from "./fit/update-labels.ts";
export { chooseDiverse } from "./pool/choose-diverse.ts";
export { rankPool } from "./pool/rank-pool.ts";
export { loadText, type TextPredictor } from "./stored/load-text.ts";
export { mergeClasses } from "./stored/merge-classes.ts";

export { textKind } from "./text-kind.ts";
export { type LiveText, openLiveText } from "./thread/live-text.ts";
export { trainTextInThread } from "./thread/train-in-thread.ts";
