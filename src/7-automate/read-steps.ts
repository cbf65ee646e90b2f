import type { z } from "zod";
import type { CollectTables } from "#collect";
import { type DeployTables, listEndpoints } from "#deploy";
import type { EndpointView } from "#deploy/contract";
import type { EvaluateTables } from "#evaluate";
import type { Id } from "#ids";
import { countItems, type LabelTables, shareOf } from "#label";
import type { Estimate } from "#label/contract";
import type { MonitorTables } from "#monitor";
import type { PeopleTables } from "#platform/people";
import { type RegisterTables, readNewestAndChampion } from "#register";
import type { VersionView } from "#register/contract";
import { listRuns, type TrainTables } from "#train";
import type { MetricView, RunView } from "#train/contract";
import type { World } from "#world";
import type { OverviewView, stepState } from "./contract.ts";

/** The tables that an overview reads. */
export type LoopTables = CollectTables &
  LabelTables &
  TrainTables &
  EvaluateTables &
  RegisterTables &
  DeployTables &
  MonitorTables &
  PeopleTables;

type Seen = Pick<World<LoopTables>, "db" | "clock">;
type StepState = z.infer<typeof stepState>;

/** What is known of a project's loop. */
export interface LoopState {
  readonly items: number;
  readonly labelled: number;
  readonly live: { readonly labels: number; readonly accuracy: Estimate | undefined } | undefined;
  readonly lastRun: RunView | undefined;
  readonly newest: VersionView | undefined;
  readonly champion: VersionView | undefined;
  readonly endpoints: readonly EndpointView[];
  readonly alerts: number;
}

/** Reads the state of a project's loop. */
export async function readLoop(world: Seen, project: Id<"project">): Promise<LoopState> {
  const { items, labelled } = await countItems(world, project);
  const live = await world.db
    .selectFrom("live")
    .select(["labels", "audited", "audit_hits"])
    .where("project", "=", project)
    .executeTakeFirst();
  const [lastRun] = await listRuns(world, { project, after: undefined, limit: 1 });
  const { newest, champion } = await readNewestAndChampion(world, project);
  const endpoints = await listEndpoints(world, project);
  const alerts = await world.db
    .selectFrom("alert")
    .innerJoin("endpoint", "endpoint.id", "alert.endpoint")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("endpoint.project", "=", project)
    .where("endpoint.removed_at", "is", null)
    .where("alert.state", "=", "open")
    .executeTakeFirst();
  return {
    items,
    labelled,
    live: live && {
      labels: live.labels,
      accuracy: shareOf(live.audit_hits, live.audited),
    },
    lastRun,
    newest,
    champion,
    endpoints,
    alerts: alerts?.count ?? 0,
  };
}

/** The accuracy to show, and what it was measured on: of the live model once 20 audit items are labelled, else of a version. */
export function accuracyOf(loop: LoopState): Pick<OverviewView, "accuracy" | "accuracyFrom" | "accuracyOn"> {
  const live = loop.live?.accuracy;
  if (live) return { accuracy: live, accuracyFrom: "live", accuracyOn: "audit" };
  const measured = measuredOf(loop);
  const accuracyOn = (loop.champion ?? loop.newest)?.measuredOn;
  return measured ? { accuracy: measured, accuracyFrom: "champion", accuracyOn } : {};
}

/** The accuracy of the version in charge, or else of the newest; none where it was measured on too few items to say. */
function measuredOf({ champion, newest }: LoopState): Estimate | undefined {
  const version = champion ?? newest;
  if (!version?.metrics.accuracy || version.tooFew) return undefined;
  return { ...version.metrics.accuracy, items: version.items ?? 0 };
}

const number = (count: number): string => count.toLocaleString("en-US");
/** A share with no digit that its interval does not allow. */
const percent = ({ value, low, high }: MetricView): string => `${(value * 100).toFixed(high - low > 0.1 ? 0 : 1)} %`;

/** The states of the eight steps, for the ring and the navigation. */
export function stepsOf(loop: LoopState): StepState[] {
  const { newest } = loop;
  const measured = measuredOf(loop);
  const shown = loop.champion ?? newest;
  const isCrossValidated = shown?.measuredOn === "out-of-fold";
  const running = loop.lastRun?.state === "running" || loop.lastRun?.state === "queued";
  return [
    {
      step: "collect",
      figure: number(loop.items),
      words: `${number(loop.items)} items`,
      state: loop.items > 0 ? "fine" : "empty",
    },
    {
      step: "label",
      figure: number(loop.labelled),
      words: `${number(loop.labelled)} labelled`,
      state: loop.labelled > 0 ? "fine" : "empty",
    },
    {
      step: "train",
      figure: running ? "…" : loop.lastRun ? `#${loop.lastRun.number}` : "",
      words: trainWords(loop, running),
      state: loop.lastRun?.state === "failed" ? "broken" : loop.lastRun || loop.live ? "fine" : "empty",
    },
    {
      step: "evaluate",
      figure: measured ? percent(measured) : "",
      words: measured
        ? `${percent(measured)}${isCrossValidated ? ", cross-validated" : ""}`
        : newest?.metrics.accuracy
          ? "too few to say"
          : "not measured",
      state: measured ? "fine" : "empty",
    },
    {
      step: "register",
      figure: shown ? `v${shown.number}` : "",
      words: shown
        ? `v${shown.number}${shown.aliases[0] ? `, ${shown.aliases[0]}` : `, ${shown.approval}`}`
        : "no version",
      state: shown ? "fine" : "empty",
    },
    {
      step: "deploy",
      figure: loop.endpoints.length > 0 ? number(loop.endpoints.length) : "",
      words: deployWords(loop),
      state: loop.endpoints.length > 0 ? "fine" : "empty",
    },
    {
      step: "monitor",
      figure: loop.alerts > 0 ? number(loop.alerts) : "",
      words:
        loop.alerts > 0
          ? `${loop.alerts} alert${loop.alerts > 1 ? "s" : ""}`
          : loop.endpoints.length > 0
            ? "no open alerts"
            : "nothing live",
      state: loop.alerts > 0 ? "look" : loop.endpoints.length > 0 ? "fine" : "empty",
    },
    { step: "automate", figure: "", words: "by hand", state: "empty" },
  ];
}

function trainWords(loop: LoopState, running: boolean): string {
  if (running) return "training";
  if (loop.lastRun?.state === "failed") return "failed";
  const seconds = loop.lastRun?.summary.seconds;
  if (typeof seconds === "number") return `${seconds.toFixed(1)} s${loop.live ? ", live" : ""}`;
  return loop.live ? "live" : "not yet";
}

function deployWords(loop: LoopState): string {
  const [first] = loop.endpoints;
  if (!first) return "no endpoint";
  return loop.endpoints.length === 1 ? `v${first.version} live` : `${loop.endpoints.length} endpoints`;
}
