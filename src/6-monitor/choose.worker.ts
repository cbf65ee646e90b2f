import { chooseDiverse, loadText } from "#models/text";
import { answerQuestions } from "#platform/threads";
import type { Choosing } from "./choose-texts.ts";

answerQuestions(({ artifact, texts, margins, count }: Choosing) =>
  chooseDiverse({ rows: loadText(artifact).vectorsOf(texts), margins, count }),
);
