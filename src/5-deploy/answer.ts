import type { z } from "zod";
import { Failure } from "#failure";
import { newId } from "#ids";
import { breather } from "#platform/threads";
import type { Clock } from "#world";
import { type answerView, longestText, type predict } from "./contract.ts";
import type { PredictionLog } from "./prediction-log.ts";
import type { Served } from "./serving.ts";

/** What is asked of an endpoint. */
export type Question = z.output<typeof predict.shapes.body>;
/** What is answered about one text. */
export type Answer = z.output<typeof answerView>;

/** Where answers are logged. */
export interface Answering {
  readonly log: Pick<PredictionLog, "add" | "failed">;
  readonly clock: Clock;
}

/** Where the answers to trials go. */
const nowhere: Answering["log"] = { add: () => undefined, failed: () => undefined };

const round = (number: number, digits: number): number => Math.round(number * digits) / digits;

/** Answers one text at once: the quick way through. `parsed` is how many milliseconds reading the request took. */
export function answerOne(
  answering: Answering,
  served: Served,
  asked: { text: string; scores: "all" | "best"; parsed: number },
): object {
  const started = performance.now();
  const answer = answerText(answering, served, asked);
  const model = performance.now() - started;
  return {
    ...answer,
    version: served.versionNumber,
    milliseconds: {
      parse: round(asked.parsed, 1000),
      model: round(model, 1000),
      total: round(asked.parsed + model, 1000),
    },
  };
}

/** Answers a question of any form; many texts are answered in turns with other requests. */
export async function answerQuestion(
  given: Answering,
  served: Served,
  asked: { question: Question; parsed: number },
): Promise<object> {
  const { text, texts, scores, log } = asked.question;
  const answering = log ? given : { ...given, log: nowhere };
  if ((text === undefined) === (texts === undefined))
    throw new Failure("invalid", 'Send either "text" or "texts".', { field: "text" });
  const how = scores ? "all" : "best";
  if (text !== undefined) return answerOne(answering, served, { text, scores: how, parsed: asked.parsed });
  const started = performance.now();
  const answers = await answerTexts(answering, served, { texts: texts ?? [], scores: how });
  const model = performance.now() - started;
  return {
    answers,
    version: served.versionNumber,
    milliseconds: {
      parse: round(asked.parsed, 1000),
      model: round(model, 1000),
      total: round(asked.parsed + model, 1000),
    },
  };
}

/** Answers many texts, in turns with other requests. */
export async function answerTexts(
  answering: Answering,
  served: Served,
  asked: { texts: readonly string[]; scores: "all" | "best" },
): Promise<Answer[]> {
  const answers: Answer[] = [];
  // What waits here are answers that take a fraction of this.
  const breathe = breather(1);
  for (const text of asked.texts) {
    answers.push(answerText(answering, served, { text, scores: asked.scores }));
    await breathe();
  }
  return answers;
}

function answerText(answering: Answering, served: Served, asked: { text: string; scores: "all" | "best" }): Answer {
  if (asked.text.length > longestText)
    throw new Failure("invalid", `A text has at most ${longestText} characters.`, { field: "text" });
  const started = performance.now();
  const found = served.predictor.predict(asked.text);
  const milliseconds = performance.now() - started;
  const id = newId("prediction");
  answering.log.add({
    id,
    endpoint: served.endpoint,
    version: served.version,
    at: answering.clock.now(),
    text: asked.text,
    label: served.predictor.labels[found.best] ?? "",
    score: found.score,
    sureness: found.sureness,
    unseen: found.unseenWords,
    milliseconds,
  });
  const answer: Answer = {
    label: served.names[found.best] ?? "",
    score: round(found.score, 1e6),
    ...(found.isUnknown && { unknown: true }),
    prediction: id,
  };
  if (asked.scores === "best") return answer;
  return {
    ...answer,
    scores: Object.fromEntries(served.names.map((name, at) => [name, round(found.probabilities[at] ?? 0, 1e6)])),
  };
}
