import { setTimeout as sleep } from "node:timers/promises";
import { ClientError } from "#client";
import { Failure } from "#failure";
import type { Call } from "./command.ts";

const patienceMilliseconds = 30_000;

/** Waits until a job has ended and gives what it resulted in; Ctrl-C cancels it. A job that failed is a failure in its words. */
export async function waitForJob(
  call: Pick<Call, "client" | "bar" | "signal">,
  id: string,
): Promise<Record<string, unknown>> {
  let isCancelAsked = false;
  for (let pause = 40; ; pause = Math.min(500, pause * 1.3)) {
    const job = await patiently(() => call.client.readJob({ job: id }));
    if (job.state === "done") return job.result ?? {};
    if (job.endedAt !== undefined) throw new Failure("conflict", job.error ?? `The job ${id} ended as ${job.state}.`);
    call.bar.show(job.done, job.total, job.message === "" ? job.title : job.message);
    if (call.signal.aborted && !isCancelAsked) {
      await call.client.cancelJob({ job: id });
      isCancelAsked = true;
    }
    await sleep(pause, undefined, isCancelAsked ? {} : { signal: call.signal }).catch(() => undefined);
  }
}

/** Asks a question that changes nothing again for half a minute: a server that restarts takes its jobs up by itself. */
export async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (const end = Date.now() + patienceMilliseconds; ; await sleep(500)) {
    try {
      return await ask();
    } catch (thrown) {
      if (!(thrown instanceof ClientError) || thrown.status !== 0 || Date.now() > end) throw thrown;
    }
  }
}
