import { openModel } from "#models";
import { chooseDiverse } from "#models/text";
import { answerQuestions } from "#platform/threads";
import type { Choosing } from "./choose-texts.ts";

answerQuestions(({ artifact, texts, margins, count }: Choosing) =>
  chooseDiverse({ rows: openModel(artifact).vectorsOf(texts), margins, count }),
);
