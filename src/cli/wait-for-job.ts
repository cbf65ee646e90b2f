import { setTimeout as sleep } from "node:timers/promises";
import { ClientError } from "#client";
import { Failure } from "#failure";
import type { Call } from "./command.ts";

const patienceMilliseconds = 30_000;

/**
 * Waits until a job has ended and gives what it resulted in; Ctrl-C cancels it, which it may outrun. A job that failed or was
 * cancelled is a failure in its words, with its state.
 */
export async function waitForJob(
  call: Pick<Call, "client" | "bar" | "signal">,
  id: string,
): Promise<Record<string, unknown>> {
  let isCancelAsked = false;
  for (let pause = 40; ; pause = Math.min(500, pause * 1.3)) {
    const job = await patiently(() => call.client.readJob({ job: id }));
    if (job.state === "done") return job.result ?? {};
    if (job.endedAt !== undefined)
      throw new Failure("conflict", job.error ?? `The job ${id} ended as ${job.state}.`, { state: job.state });
    call.bar.show(job.done, job.total, job.message === "" ? job.title : job.message);
    const isStopped = call.signal.aborted;
    if (isStopped && !isCancelAsked) isCancelAsked = await askToCancel(call.client, id);
    await sleep(pause, undefined, isStopped ? {} : { signal: call.signal }).catch(() => undefined);
  }
}

/** Asks for the end of a job; gives whether that was heard. */
async function askToCancel(client: Call["client"], job: string): Promise<boolean> {
  try {
    await client.cancelJob({ job });
    return true;
  } catch (thrown) {
    if (isUnanswered(thrown)) return false;
    throw thrown;
  }
}

// What gateways say for a server that is away, and the server itself while its database is.
const away = new Set([0, 502, 503, 504]);

/** Whether a call was left without an answer of its own; it may have been carried out all the same. */
export const isUnanswered = (thrown: unknown): boolean => thrown instanceof ClientError && away.has(thrown.status);

/** Asks a question that changes nothing again for half a minute: a server that restarts takes its jobs up by itself. */
export async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (const end = Date.now() + patienceMilliseconds; ; await sleep(500)) {
    try {
      return await ask();
    } catch (thrown) {
      if (!isUnanswered(thrown) || Date.now() > end) throw thrown;
    }
  }
}
