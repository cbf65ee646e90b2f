import { LRUCache } from "lru-cache";
import { type LogFn, type Logger, pino } from "pino";
import { sentenceOf } from "#failure";
import type { Log } from "#world";

/** How much is logged. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

const unsaid = ["authorization", "cookie", "password", "token", "secret"];

/**
 * A structured log on standard error, one JSON object a line; secrets are never among the facts. A warning that says what one of
 * the last minute said is counted only: what is tried four times a second must not fill a disk that is nearly full.
 */
export function openLog(given: {
  level: LogLevel;
  process: string;
  write?: (line: string) => void;
  now?: () => number;
}): Log {
  const options = {
    level: given.level,
    base: { process: given.process },
    redact: unsaid.flatMap((name) => [name, `*.${name}`]),
    serializers: { error: pino.stdSerializers.err },
    hooks: { logMethod: onceAMinute(given.now ?? (() => performance.now())) },
  };
  const destination = given.write ? { write: given.write } : pino.destination({ dest: 2, sync: true });
  return pino(options, destination) as unknown as Log;
}

const warning = 40;
const minute = 60_000;
const mostRemembered = 1000;

function onceAMinute(now: () => number) {
  const said = new LRUCache<string, { at: number; repeated: number }>({ max: mostRemembered });
  return function (this: Logger, given: Parameters<LogFn>, method: LogFn, level: number): void {
    const [facts, message] = given as unknown as [Record<string, unknown>, string];
    const key = level === warning ? keyOf(facts, message) : undefined;
    if (key === undefined) {
      method.apply(this, given);
      return;
    }
    const last = said.get(key);
    if (last && now() - last.at < minute) {
      last.repeated++;
      return;
    }
    said.set(key, { at: now(), repeated: 0 });
    const repeated = last?.repeated ? { ...facts, repeated: last.repeated } : facts;
    method.apply(this, [repeated, message] as unknown as Parameters<LogFn>);
  };
}

/** What tells warnings apart; nothing for one that cannot be written down. */
function keyOf(facts: unknown, message: string): string | undefined {
  if (typeof facts !== "object" || facts === null) return undefined;
  const { error, ...others } = facts as Record<string, unknown>;
  try {
    return `${message} ${error === undefined ? "" : sentenceOf(error)} ${JSON.stringify(others)}`;
  } catch {
    return undefined;
  }
}
