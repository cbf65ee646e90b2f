import type { z } from "zod";
import { answerKind } from "#answers";
import type { Headline, MetricView } from "#answers/contract";
import type { CollectTables } from "#collect";
import { type DeployTables, listEndpoints } from "#deploy";
import type { EndpointView } from "#deploy/contract";
import type { EvaluateTables } from "#evaluate";
import type { MeasuredOn } from "#evaluate/contract";
import type { Id } from "#ids";
import { countAnswered, countItems, type LabelTables, type Question, readQuestions, shareOf } from "#label";
import type { Estimate } from "#label/contract";
import type { MonitorTables } from "#monitor";
import type { PeopleTables } from "#platform/people";
import { type RegisterTables, readNewestAndChampion } from "#register";
import type { VersionView } from "#register/contract";
import { listRuns, type TrainTables } from "#train";
import type { RunView } from "#train/contract";
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

/** What is known of a question of a project: its answers, and the models that learned them. */
export interface QuestionLoop {
  readonly question: Pick<Question, "id" | "name" | "kind" | "required">;
  readonly labelled: number;
  readonly live: { readonly labels: number; readonly accuracy: Estimate | undefined } | undefined;
  readonly newest: VersionView | undefined;
  readonly champion: VersionView | undefined;
}

/** What is known of a project's loop. */
export interface LoopState {
  readonly items: number;
  readonly labelled: number;
  /** In their order; there is always one. */
  readonly questions: readonly [QuestionLoop, ...QuestionLoop[]];
  readonly lastRun: RunView | undefined;
  readonly endpoints: readonly EndpointView[];
  readonly alerts: number;
}

/** Reads the state of a project's loop. */
export async function readLoop(world: Seen, project: Id<"project">): Promise<LoopState> {
  const { items, labelled } = await countItems(world, project);
  const [first, ...others] = await readQuestions(world, project);
  const ofQuestion = (question: Question) => readQuestionLoop(world, { project, question });
  const questions: LoopState["questions"] = [await ofQuestion(first), ...(await Promise.all(others.map(ofQuestion)))];
  const [lastRun] = await listRuns(world, { project, after: undefined, limit: 1 });
  const endpoints = await listEndpoints(world, project);
  const alerts = await world.db
    .selectFrom("alert")
    .innerJoin("endpoint", "endpoint.id", "alert.endpoint")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("endpoint.project", "=", project)
    .where("endpoint.removed_at", "is", null)
    .where("alert.state", "=", "open")
    .executeTakeFirst();
  return { items, labelled, questions, lastRun, endpoints, alerts: alerts?.count ?? 0 };
}

async function readQuestionLoop(
  world: Seen,
  { project, question }: { project: Id<"project">; question: Question },
): Promise<QuestionLoop> {
  const live = await world.db
    .selectFrom("live")
    .select(["labels", "audited", "audit_hits"])
    .where("question", "=", question.id)
    .executeTakeFirst();
  return {
    question,
    labelled: await countAnswered(world, question.id),
    live: live && { labels: live.labels, accuracy: shareOf(live.audit_hits, live.audited) },
    ...(await readNewestAndChampion(world, { project, question: question.id })),
  };
}

/** A metric to show, and what it was measured on. */
export interface Shown {
  readonly metric: Headline;
  readonly value: Estimate;
  readonly from: "live" | "champion";
  readonly on: MeasuredOn | undefined;
}

/**
 * What says most of a question: for a choice the accuracy of the live model once 20 audit items are labelled, else what the
 * version in charge, or the newest, was measured to be; none where that was on too few items to say.
 */
export function headlineOf({ question, live, champion, newest }: QuestionLoop): Shown | undefined {
  const { headline } = answerKind(question.kind);
  if (headline === "accuracy" && live?.accuracy)
    return { metric: headline, value: live.accuracy, from: "live", on: "audit" };
  const version = champion ?? newest;
  const measured = version?.metrics[headline];
  if (!version || !measured || version.tooFew) return undefined;
  return {
    metric: headline,
    value: { ...measured, items: version.items ?? 0 },
    from: "champion",
    on: version.measuredOn,
  };
}

/** The accuracy of the first question, where that is what says most of it. */
export function accuracyOf(loop: LoopState): Pick<OverviewView, "accuracy" | "accuracyFrom" | "accuracyOn"> {
  const shown = headlineOf(loop.questions[0]);
  if (shown?.metric !== "accuracy") return {};
  return { accuracy: shown.value, accuracyFrom: shown.from, accuracyOn: shown.on };
}

/** What the version in charge of a question, or else the newest, was measured to be; none where on too few items to say. */
function measuredOf({ question, champion, newest }: QuestionLoop): Shown | undefined {
  return headlineOf({ question, champion, newest, live: undefined, labelled: 0 });
}

const number = (count: number): string => count.toLocaleString("en-US");
/** A share with no digit that its interval does not allow. */
const percent = ({ value, low, high }: MetricView): string => `${(value * 100).toFixed(high - low > 0.1 ? 0 : 1)} %`;
const headlineWords: Record<Headline, { figure(value: MetricView): string; words(value: MetricView): string }> = {
  accuracy: { figure: percent, words: percent },
  meanAbsoluteError: {
    figure: ({ value }) => `±${value.toFixed(2)}`,
    words: ({ value }) => `${value.toFixed(2)} levels off`,
  },
};

/** What says most of a question, in words; none where nothing was measured on enough items. */
export function headlineWordsOf(loop: QuestionLoop): string | undefined {
  const shown = headlineOf(loop);
  return shown && headlineWords[shown.metric].words(shown.value);
}

/** The states of the eight steps, for the ring and the navigation. */
export function stepsOf(loop: LoopState): StepState[] {
  const shown = loop.questions.flatMap(({ champion, newest }) => champion ?? newest ?? []);
  const running = loop.lastRun?.state === "running" || loop.lastRun?.state === "queued";
  const isLive = loop.questions.some(({ live }) => live);
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
      state: loop.lastRun?.state === "failed" ? "broken" : loop.lastRun || isLive ? "fine" : "empty",
    },
    evaluateStep(loop),
    {
      step: "register",
      figure: shown.map(({ number }) => `v${number}`).join(" "),
      words: shown.length > 0 ? registerWords(shown) : "no version",
      state: shown.length > 0 ? "fine" : "empty",
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

function evaluateStep({ questions }: LoopState): StepState {
  const measured = questions.flatMap((one) => measuredOf(one) ?? []);
  const [first] = measured;
  if (!first) {
    const isTried = questions.some(({ newest }) => newest?.metrics.accuracy);
    return { step: "evaluate", figure: "", words: isTried ? "too few to say" : "not measured", state: "empty" };
  }
  const words = measured.map((one) => headlineWords[one.metric].words(one.value)).join(", ");
  const isCrossValidated = questions.length === 1 && first.on === "out-of-fold";
  return {
    step: "evaluate",
    figure: headlineWords[first.metric].figure(first.value),
    words: `${words}${isCrossValidated ? ", cross-validated" : ""}`,
    state: "fine",
  };
}

function registerWords(shown: readonly VersionView[]): string {
  const [first, ...others] = shown;
  if (!first) return "no version";
  if (others.length > 0) return shown.map(({ number }) => `v${number}`).join(", ");
  return `v${first.number}, ${first.aliases[0] ?? first.approval}`;
}

function trainWords(loop: LoopState, running: boolean): string {
  const isLive = loop.questions.some(({ live }) => live);
  if (running) return "training";
  if (loop.lastRun?.state === "failed") return "failed";
  const seconds = loop.lastRun?.summary.seconds;
  if (typeof seconds === "number") return `${seconds.toFixed(1)} s${isLive ? ", live" : ""}`;
  return isLive ? "live" : "not yet";
}

function deployWords(loop: LoopState): string {
  const [first] = loop.endpoints;
  if (!first) return "no endpoint";
  return loop.endpoints.length === 1 ? `v${first.version} live` : `${loop.endpoints.length} endpoints`;
}
