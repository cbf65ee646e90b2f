export { announce, announcing } from "./announce.ts";
export type { EventKind, FactsOf } from "./catalogue.ts";
export { deliverEvents, deliverOnce } from "./deliver-events.ts";
export type { Happening, Recorder, Told } from "./event.ts";
export { forgetEvents } from "./forget-events.ts";
export { sweepEvents } from "./sweep-events.ts";
export type { EventTables } from "./tables.ts";
