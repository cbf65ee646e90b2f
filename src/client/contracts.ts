import * as automate from "#automate/contract";
import * as collect from "#collect/contract";
import * as deploy from "#deploy/contract";
import * as evaluate from "#evaluate/contract";
import * as label from "#label/contract";
import * as monitor from "#monitor/contract";
import * as events from "#platform/events/contract";
import type { RouteContract } from "#platform/http/contract";
import * as jobs from "#platform/jobs/contract";
import * as people from "#platform/people/contract";
import * as telemetry from "#platform/telemetry/contract";
import * as register from "#register/contract";
import * as train from "#train/contract";

const doors: readonly object[] = [
  automate,
  people,
  collect,
  label,
  train,
  evaluate,
  register,
  deploy,
  monitor,
  jobs,
  events,
  telemetry,
];

const isRoute = (value: unknown): value is RouteContract =>
  typeof value === "object" && value !== null && "operation" in value && "permission" in value;

const byPath = (one: RouteContract, other: RouteContract): number =>
  one.path === other.path ? (one.method < other.method ? -1 : 1) : one.path < other.path ? -1 : 1;

/** Every declared route, step after step and by path: what the OpenAPI file, the page of the API and the client are made from. */
export const allContracts: readonly RouteContract[] = doors.flatMap((door) =>
  Object.values(door).filter(isRoute).sort(byPath),
);
