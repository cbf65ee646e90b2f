import { pino } from "pino";
import type { Log } from "#world";

/** How much is logged. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

const unsaid = ["authorization", "cookie", "password", "token", "secret"];

/** A structured log on standard error, one JSON object a line; secrets are never among the facts. */
export function openLog(given: { level: LogLevel; process: string }): Log {
  const options = {
    level: given.level,
    base: { process: given.process },
    redact: unsaid.flatMap((name) => [name, `*.${name}`]),
    serializers: { error: pino.stdSerializers.err },
  };
  return pino(options, pino.destination({ dest: 2, sync: true })) as unknown as Log;
}
