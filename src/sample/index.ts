export { generateMessages, type Message } from "./generate-messages.ts";
export { findCutShort, makeSample } from "./make-sample.ts";
