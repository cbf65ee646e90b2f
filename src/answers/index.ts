export { answerKind, keyOf, kindOf } from "./kinds.ts";
