export { generateMessages, laterMix, type Message, type Mix, usualMix } from "./generate-messages.ts";
export { findCutShort, makeSample } from "./make-sample.ts";
export { sampleLabels } from "./templates.ts";
