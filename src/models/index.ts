export { modelKind, openModel } from "./kinds.ts";
export type { Trained } from "./model-kind.ts";
