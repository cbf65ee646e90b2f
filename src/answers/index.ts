export type { Figures, JudgedKey } from "./figures.ts";
export { answerKind, keyOf, kindOf } from "./kinds.ts";
