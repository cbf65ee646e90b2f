import { sentenceOf } from "#failure";
import type { Id } from "#ids";
import { storable } from "#platform/database";
import type { World } from "#world";
import { bodyOf } from "./news.ts";
import type { Held } from "./send-deliveries.ts";
import { signatureHeaders } from "./sign.ts";
import type { WebhookTables } from "./tables.ts";

const milliseconds = 10_000;
const excerptBytes = 1000;

/** A delivery in hand. */
export interface Attempt {
  readonly id: Id<"delivery">;
  readonly type: string;
  readonly facts: unknown;
  readonly at: Date;
  readonly attempts: number;
  readonly tried_at: Date | null;
}

/** How an attempt ended. */
export interface Outcome {
  readonly isDelivered: boolean;
  readonly milliseconds: number;
  readonly status?: number;
  readonly answer?: string;
  readonly error?: string;
  readonly retryAfter?: string | undefined;
}

interface Given {
  readonly hook: Held;
  readonly attempt: Attempt;
  readonly signal: AbortSignal;
}

/** Sends a delivery once, signed. An answer from 200 to 299 within ten seconds is success; a redirect is none. */
export async function attemptDelivery(
  world: Pick<World<WebhookTables>, "clock" | "sealing" | "outbound">,
  { hook, attempt, signal }: Given,
): Promise<Outcome | "stopped"> {
  const started = performance.now();
  const lasted = () => Math.round(performance.now() - started);
  try {
    const body = bodyOf({ ...attempt, project: hook.project });
    const secret = world.sealing.open(hook.secret, hook.id);
    const answered = await world.outbound.call({
      url: hook.url,
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...signatureHeaders(secret, { id: attempt.id, at: world.clock.now(), body }),
      },
      body,
      milliseconds,
      bytes: excerptBytes,
      longer: "cut",
      redirects: 0,
      signal,
    });
    const { status, headers } = answered;
    return {
      isDelivered: status >= 200 && status < 300,
      milliseconds: lasted(),
      status,
      answer: storable(new TextDecoder().decode(answered.body)),
      error: errorOf(status, headers.location),
      retryAfter: headers["retry-after"],
    };
  } catch (thrown) {
    if (signal.aborted) return "stopped";
    return { isDelivered: false, milliseconds: lasted(), error: sentenceOf(thrown) };
  }
}

function errorOf(status: number, location: string | undefined): string {
  if (status >= 200 && status < 300) return "";
  if (status >= 300 && status < 400 && location !== undefined)
    return `It answered ${status} and names another address, ${storable(location.slice(0, 200))}; give the webhook that one.`;
  return `It answered ${status}.`;
}

/** Gives a delivery back that a stop broke off: it waits as before, for another worker. */
export async function giveBack(world: Pick<World<WebhookTables>, "db" | "clock">, attempt: Attempt): Promise<void> {
  await world.db
    .updateTable("webhook_delivery")
    .set((eb) => ({ attempts: eb("attempts", "-", 1), next_at: world.clock.now() }))
    .where("id", "=", attempt.id)
    .where("state", "=", "waiting")
    .where("attempts", "=", attempt.attempts)
    .execute();
}
