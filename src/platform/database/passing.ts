import { Failure, sentenceOf } from "#failure";
import { troubleNow } from "./trouble.ts";

const lockTimeout = "55P03";
// Classes of SQLSTATE: lost connections (08), serialisation and deadlocks (40), operators' interventions (57); 53300 is too
// many connections, 55P03 a lock that was not had in time. The others are errors of the network.
const codes = /^(08|40|57|53300|55P03|ECONN|EPIPE|ETIMEDOUT|EHOST|ENET)/;
// What pg says without a code once a connection is gone, and when none can be had.
const sentences = /Connection terminated|is not queryable|timeout exceeded when trying to connect/;

/** Whether what was thrown passes by itself: a lost connection, a deadlock. Anything else would fail the same way again. */
export function isPassing(thrown: unknown): boolean {
  if (thrown instanceof Failure) return thrown.facts.passes === true;
  const code = codeOf(thrown);
  return codes.test(code) || sentences.test(sentenceOf(thrown));
}

/** The sentence for what passes by itself, with what to do; nothing for anything else. */
export function passingSentence(thrown: unknown): string | undefined {
  if (codeOf(thrown) === lockTimeout)
    return "Other work, an import perhaps, is changing the same things. Nothing was changed; try again in a moment.";
  if (!isPassing(thrown)) return undefined;
  return troubleNow() ?? "The database does not answer just now. Try again in a moment.";
}

const codeOf = (thrown: unknown): string => String((thrown as { code?: unknown } | null)?.code ?? "");
