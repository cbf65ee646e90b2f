import { type Transferable, Worker } from "node:worker_threads";
import { Failure } from "#failure";
import type { ThreadAnswer } from "./answer-questions.ts";

interface Waiting {
  resolve(answer: never): void;
  reject(reason: Failure): void;
}

/**
 * A thread that answers questions by `answerQuestions`, one after the other. It starts with the first question, keeps no
 * process alive while it has none, and ends after a minute without; broken, it fails those that wait, and the next question starts another.
 */
export function openThread<Question, Answer>(file: URL, name: string, { idleMilliseconds = 60_000 } = {}) {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let asked = 0;
  let idle: NodeJS.Timeout | undefined;
  const start = (): Worker => {
    const started = new Worker(file, { name });
    const end = (why: string) => {
      if (thread !== started) return;
      thread = undefined;
      for (const one of waiting.values()) one.reject(new Failure("unavailable", `A thread of this program ${why}.`));
      waiting.clear();
    };
    started.on("message", ({ number, ...answer }: ThreadAnswer) => {
      const one = waiting.get(number);
      waiting.delete(number);
      if (waiting.size === 0) {
        started.unref();
        // What it holds it would hold for ever: an idle thread collects nothing.
        idle = setTimeout(() => letGo(started), idleMilliseconds).unref();
      }
      if ("failure" in answer)
        one?.reject(new Failure(answer.failure.kind, answer.failure.message, answer.failure.facts));
      else one?.resolve(answer.result as never);
    });
    started.on("error", (thrown) => end(`broke: ${thrown.message}`));
    started.on("exit", () => end("ended early"));
    return started;
  };
  const letGo = (started: Worker) => {
    if (thread !== started || waiting.size > 0) return;
    thread = undefined;
    void started.terminate();
  };
  return (question: Question, moved: readonly Transferable[] = []): Promise<Answer> =>
    new Promise((resolve, reject) => {
      clearTimeout(idle);
      thread ??= start();
      const number = ++asked;
      waiting.set(number, { resolve, reject });
      thread.ref();
      thread.postMessage({ number, question }, moved);
    });
}
