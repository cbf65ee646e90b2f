import { setImmediate as breathe } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { Failure, type FailureKind } from "#failure";
import type { TextPhase } from "../fit/fit-text.ts";
import type { ThreadAnswer, ThreadQuestion } from "./thread-messages.ts";

type Numbered = Exclude<ThreadQuestion, { ask: "texts" }>;

/** A question without its number, which the thread gives it. */
type Unnumbered = Numbered extends infer Question
  ? Question extends Numbered
    ? Omit<Question, "number">
    : never
  : never;

/** One worker thread with one learner. Everything sent arrives in order; `ask` answers when the thread has. */
export type TextThread = {
  /** Sends texts in small pieces, letting other work of the caller go on between them. */
  sendTexts(into: "texts" | "pool", texts: readonly string[]): Promise<void>;
  ask(question: Unnumbered): Promise<unknown>;
  /** Ends the thread at once; questions still open fail with the reason. */
  end(reason: Failure): Promise<void>;
};

const piece = 2000;

/** Starts a thread; `onPhase` hears of the phases of a fit as they end. */
export function startTextThread(onPhase: (phase: TextPhase, seconds: number) => void = () => {}): TextThread {
  const worker = new Worker(new URL("./text.worker.ts", import.meta.url), { name: "text-learner" });
  const open = new Map<number, { resolve: (result: unknown) => void; reject: (reason: Failure) => void }>();
  let asked = 0;
  let ended: Failure | undefined;
  const fail = (reason: Failure) => {
    ended ??= reason;
    for (const { reject } of open.values()) reject(ended);
    open.clear();
    worker.unref();
  };
  worker.on("error", (thrown) => fail(new Failure("unavailable", `The training thread broke: ${thrown.message}`)));
  worker.on("exit", () => fail(new Failure("unavailable", "The training thread ended early.")));
  worker.on("message", (answer: ThreadAnswer) => {
    if (answer.say === "phase") return onPhase(answer.phase, answer.seconds);
    const waiting = open.get(answer.number);
    open.delete(answer.number);
    if (answer.say === "result") waiting?.resolve(answer.result);
    else waiting?.reject(new Failure(answer.kind as FailureKind, answer.sentence, answer.facts));
    if (open.size === 0) worker.unref();
  });
  worker.unref();
  const send = (question: ThreadQuestion) => worker.postMessage(question);
  return {
    sendTexts: async (into, texts) => {
      for (let from = 0; from < texts.length; from += piece) {
        if (ended) throw ended;
        send({ ask: "texts", into, texts: texts.slice(from, from + piece) });
        await breathe();
      }
    },
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        const number = ++asked;
        open.set(number, { resolve, reject });
        worker.ref();
        send({ ...question, number } as Numbered);
      }),
    end: async (reason) => {
      fail(reason);
      await worker.terminate();
    },
  };
}
