import { sentenceOf } from "#failure";

// Classes of SQLSTATE: lost connections (08), serialisation and deadlocks (40), operators' interventions (57); 53300 is too
// many connections. The others are errors of the network.
const codes = /^(08|40|57|53300|ECONN|EPIPE|ETIMEDOUT|EHOST|ENET)/;
// What pg says without a code once a connection is gone, and when none can be had.
const sentences = /Connection terminated|is not queryable|timeout exceeded when trying to connect/;

/** Whether what was thrown passes by itself: a lost connection, a deadlock. Anything else would fail the same way again. */
export function isPassing(thrown: unknown): boolean {
  const code = String((thrown as { code?: unknown } | null)?.code ?? "");
  return codes.test(code) || sentences.test(sentenceOf(thrown));
}
