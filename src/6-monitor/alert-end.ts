import type { Ended } from "./contract.ts";
import { type Distance, leastRequests } from "./drift.ts";

/** What is known of an endpoint when its standing alerts are looked at. */
export interface Known {
  /** The version that answers now. */
  readonly version: string | undefined;
  readonly hasProfile: "yes" | "no";
  /** Answers of that version within the last day. */
  readonly answered: number;
  /** None where there is too little traffic to compare. */
  readonly distances: readonly Distance[];
}

// Traffic that comes and goes around the least size would open and end an alert all day.
const quietRequests = leastRequests / 2;

/**
 * Why a standing alert ends now, if it does. Between the threshold that opens and the lower one that ends it stands, as it
 * does where there are too few answers to compare but some still come.
 */
export function endOf(alert: { version: string | null; kind: Distance["kind"] }, known: Known): Ended | undefined {
  if (alert.version !== (known.version ?? null)) return "other version";
  if (known.hasProfile === "no") return "no profile";
  if (known.answered < quietRequests) return "quiet traffic";
  const distance = known.distances.find((one) => one.kind === alert.kind);
  return distance && distance.value <= distance.endsAt ? "usual again" : undefined;
}
