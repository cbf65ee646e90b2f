export { answerQuestions } from "./answer-questions.ts";
export { breather } from "./breather.ts";
export { openThread } from "./open-thread.ts";
