import type { z } from "zod";
import { Failure } from "#failure";
import { newId } from "#ids";
import type { Prediction } from "#models";
import { breather } from "#platform/threads";
import type { Clock } from "#world";
import { type answerView, longestText, type predict } from "./contract.ts";
import type { PredictionLog } from "./prediction-log.ts";
import type { Served } from "./serving.ts";

/** What is asked of an endpoint. */
export type Question = z.output<typeof predict.shapes.body>;
/** What is answered about one text. */
export type Answer = z.output<typeof answerView>;

/** Where answers are logged, and how long a model may take. */
export interface Answering {
  readonly log: Pick<PredictionLog, "add" | "failed">;
  readonly clock: Clock;
  /** How many milliseconds a model that answers with a promise may take. */
  readonly patience: number;
}

/** Where the answers to trials go. */
const nowhere: Answering["log"] = { add: () => undefined, failed: () => undefined };

const round = (number: number, digits: number): number => Math.round(number * digits) / digits;

/**
 * Answers one text: the quick way through, at once where the model answers at once. `parsed` is how many milliseconds reading
 * the request took.
 */
export function answerOne(
  answering: Answering,
  served: Served,
  asked: { text: string; scores: "all" | "best"; parsed: number },
): object | Promise<object> {
  const started = performance.now();
  const answer = answerText(answering, served, asked);
  const done = (found: Answer) => ({ ...found, ...told(served, asked.parsed, performance.now() - started) });
  return answer instanceof Promise ? answer.then(done) : done(answer);
}

/** What is told beside answers: who answered, and how long it took. */
const told = (served: Served, parsed: number, model: number) => ({
  version: served.versionNumber,
  milliseconds: { parse: round(parsed, 1000), model: round(model, 1000), total: round(parsed + model, 1000) },
});

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
  return { answers, ...told(served, asked.parsed, performance.now() - started) };
}

/** Answers many texts, in turns with other requests. */
export async function answerTexts(
  answering: Answering,
  served: Served,
  asked: { texts: readonly string[]; scores: "all" | "best" },
): Promise<Answer[]> {
  const answers: Answer[] = [];
  // One patience for all of them, not for each.
  const until = performance.now() + answering.patience;
  // What waits here are answers that take a fraction of this.
  const breathe = breather(1);
  for (const text of asked.texts) {
    const left = Math.max(0, until - performance.now());
    const answer = answerText(answering, served, { text, scores: asked.scores, left });
    answers.push(answer instanceof Promise ? await answer : answer);
    await breathe();
  }
  return answers;
}

interface Asked {
  readonly text: string;
  readonly scores: "all" | "best";
  /** How many milliseconds of the patience are left, where some of it went to others. */
  readonly left?: number;
}

function answerText(answering: Answering, served: Served, asked: Asked): Answer | Promise<Answer> {
  if (asked.text.length > longestText)
    throw new Failure("invalid", `A text has at most ${longestText} characters.`, { field: "text" });
  const started = performance.now();
  const found = served.predictor.predict(asked.text);
  if (!(found instanceof Promise)) return answerOf(answering, served, { ...asked, found, started });
  const within = inTime(found, answering.patience, asked.left);
  return within.then((one) => answerOf(answering, served, { ...asked, found: one, started }));
}

/** What a slow model answers, or a failure where it takes too long. */
function inTime(found: Promise<Prediction>, patience: number, left = patience): Promise<Prediction> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const seconds = patience / 1000;
      reject(new Failure("unavailable", `The model did not answer within ${seconds} s. Try again in a moment.`));
    }, left);
  });
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}

function answerOf(
  answering: Answering,
  served: Served,
  { text, scores, found, started }: Asked & { found: Prediction; started: number },
): Answer {
  const milliseconds = performance.now() - started;
  const id = newId("prediction");
  const key = served.predictor.labels[found.best] ?? "";
  answering.log.add({
    id,
    endpoint: served.endpoint,
    version: served.version,
    at: answering.clock.now(),
    text,
    label: key,
    score: found.score,
    sureness: found.sureness,
    unseen: found.unseenWords,
    milliseconds,
  });
  const answer: Answer = {
    label: served.names[found.best] ?? "",
    score: round(found.score, 1e6),
    ...(found.expected !== undefined && { rating: Number(key), expected: round(found.expected, 1e6) }),
    ...(found.isUnknown && { unknown: true }),
    prediction: id,
  };
  if (scores === "best") return answer;
  return {
    ...answer,
    scores: Object.fromEntries(served.names.map((name, at) => [name, round(found.probabilities[at] ?? 0, 1e6)])),
  };
}
