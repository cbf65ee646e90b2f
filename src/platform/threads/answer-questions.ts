import { parentPort } from "node:worker_threads";
import { Failure, type FailureKind, sentenceOf } from "#failure";
import { giveWay } from "./give-way.ts";

/** What a thread sends back. */
export type ThreadAnswer = { readonly number: number } & (
  | { readonly result: unknown }
  | { readonly failure: { kind: FailureKind; message: string; facts: Failure["facts"] } }
);

/** Called in a `.worker.ts`: answers each question of `openThread`, in order; what is thrown, also by an answer that cannot be sent, becomes the failure of who asked. */
export function answerQuestions<Question>(answer: (question: Question) => unknown): void {
  giveWay("thread");
  const port = parentPort;
  if (!port) throw new Error("This runs as a worker thread only.");
  port.on("message", ({ number, question }: { number: number; question: Question }) => {
    const say = (answer: ThreadAnswer) => port.postMessage(answer);
    try {
      say({ number, result: answer(question) });
    } catch (thrown) {
      const { kind, facts } = thrown instanceof Failure ? thrown : { kind: "unavailable" as const, facts: {} };
      say({ number, failure: { kind, message: sentenceOf(thrown), facts } });
    }
  });
}
