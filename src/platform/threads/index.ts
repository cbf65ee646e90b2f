export { answerQuestions } from "./answer-questions.ts";
export { breather } from "./breather.ts";
export { giveWay } from "./give-way.ts";
export { openThread } from "./open-thread.ts";
export { repeat } from "./repeat.ts";
