import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import {
  overviewQuery,
  progressQuery,
  type Returned,
  steps,
  useMay,
  useProject,
  useProjectId,
  useQuestion,
} from "../frame/index.ts";
import {
  Ago,
  ButtonLink,
  Card,
  Choice,
  count,
  counted,
  Figure,
  honestPercent,
  likely,
  likelyNumber,
  milliseconds,
  Page,
  Pill,
  Problem,
  Skeleton,
  TextLink,
  type Tone,
} from "../ui/index.ts";
import { AccuracyCurve } from "./accuracy-curve.tsx";
import { LoopRing } from "./ring.tsx";

type Overview = Returned<"readOverview">;

/** How is the loop? The ring, what to do next and what it brings, how accuracy grew, endpoints, what happened lately. */
export function OverviewScreen() {
  const id = useProjectId();
  const { project, questions, labels } = useProject();
  const { data, error } = useQuery(overviewQuery(id));
  const may = useMay();
  const params = { project: id };
  const usable = labels.filter((label) => !label.retired).length;
  const asks = questions.length > 1 ? counted(questions.length, "question") : counted(usable, "label");
  return (
    <Page
      eyebrow={project ? `Classify · ${asks}${project.origin === "sample" ? " · sample" : ""}` : " "}
      title={project?.name ?? data?.name ?? " "}
      actions={
        <>
          <ButtonLink to="/p/$project/settings" params={params}>
            Settings
          </ButtonLink>
          {may("admin") && data?.next.action !== "import" && (
            <ButtonLink to="/p/$project/collect/add" params={params}>
              Add items
            </ButtonLink>
          )}
          {data?.next.action === "import" ? (
            <ButtonLink weight="go" to="/p/$project/collect/add" params={params}>
              Add items
            </ButtonLink>
          ) : (
            <ButtonLink weight="go" hotkey="L" to="/p/$project/label" params={params}>
              Continue labelling
            </ButtonLink>
          )}
        </>
      }
    >
      <Problem error={error} />
      {!data && !error && <Skeleton rows={6} height={48} />}
      {data && <Loop overview={data} />}
    </Page>
  );
}

function Loop({ overview }: { overview: Overview }) {
  const id = useProjectId();
  const navigate = useNavigate();
  const { data: progress } = useQuery(progressQuery(id));
  const [chosen, choose] = useState<string>();
  const shown = progress?.questions.find((one) => one.question === chosen) ?? progress?.questions[0];
  const first = overview.questions.find((one) => one.question === (chosen ?? overview.questions[0]?.question));
  const open = (step: string) => {
    const to = steps.find((one) => one.step === step)?.to;
    if (to) void navigate({ to, params: { project: id } });
  };
  return (
    <div className="grid gap-4 sm:grid-cols-[minmax(0,1.05fr)_minmax(0,1fr)]">
      <Card title="The loop" className="max-sm:[&_svg]:-mx-3 max-sm:[&_svg]:w-[calc(100%+24px)]">
        <LoopRing steps={overview.steps} {...middleOf(first?.headline)} onOpen={open} />
      </Card>
      <div className="grid gap-4 sm:grid-rows-[auto_1fr]">
        <Next next={overview.next} />
        <Card title="Accuracy while labelling" aside="measured on random items it never learns from">
          {progress && progress.questions.length > 1 && (
            <div className="mb-3 flex">
              <Choice
                name="Question"
                value={shown?.question ?? ""}
                options={progress.questions.map((one) => [one.question, one.name] as const)}
                onChoose={choose}
              />
            </div>
          )}
          {shown && <AccuracyCurve progress={shown} />}
        </Card>
      </div>
      {overview.endpoints.map((endpoint) => (
        <Endpoint
          key={endpoint.name}
          endpoint={endpoint}
          alert={overview.alerts.find((alert) => alert.endpoint === endpoint.name && alert.state === "open")}
        />
      ))}
      <Card title="Lately" className={overview.endpoints.length % 2 === 0 ? "sm:col-span-2" : ""}>
        {overview.lately.length === 0 && <p className="text-[14px] text-soft">Nothing has happened yet.</p>}
        <ul className="grid gap-2.5 text-[13px]">
          {overview.lately.map((one) => (
            <li key={one.at + one.sentence} className="flex items-baseline justify-between gap-4">
              <span className="min-w-0 break-words">{one.sentence}</span>
              <span className="text-faint">
                <Ago at={one.at} />
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

/** What the middle of the ring says: what was measured first of a question. */
function middleOf(headline: Overview["questions"][number]["headline"]): { middle: string; below: string } {
  if (!headline) return { middle: "–", below: "not measured yet" };
  const { metric, value, on } = headline;
  const isCrossValidated = on === "out-of-fold";
  if (metric === "meanAbsoluteError")
    return {
      middle: value.value.toFixed(2),
      below: `levels off${isCrossValidated ? " by cross-validation" : ""}, ${likelyNumber(value)}`,
    };
  return {
    middle: honestPercent(value),
    below: `${isCrossValidated ? "by cross-validation" : "accurate"}, ${likely(value)}`,
  };
}

const nextAction: Record<
  Overview["next"]["action"],
  {
    to:
      | "/p/$project/collect/add"
      | "/p/$project/label"
      | "/p/$project/train"
      | "/p/$project/register"
      | "/p/$project/deploy"
      | "/p/$project/monitor";
    name: string;
  }
> = {
  import: { to: "/p/$project/collect/add", name: "Add items" },
  label: { to: "/p/$project/label", name: "Label" },
  train: { to: "/p/$project/train", name: "Train" },
  promote: { to: "/p/$project/register", name: "See the versions" },
  deploy: { to: "/p/$project/deploy", name: "Deploy" },
  look: { to: "/p/$project/monitor", name: "Look" },
};

function Next({ next }: { next: Overview["next"] }) {
  const project = useProjectId();
  const { questionName } = useQuestion();
  const search = next.question ? { question: questionName(next.question) } : {};
  const { to, name } = nextAction[next.action];
  return (
    <Card title="Next">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0 flex-1 basis-60">
          <p className="text-pretty text-[17px]">{next.sentence}</p>
          <p className="num text-[13px] text-soft">{next.why}</p>
        </div>
        {next.action !== "label" && next.action !== "import" && (
          <ButtonLink to={to} params={{ project }} search={search}>
            {name}
          </ButtonLink>
        )}
      </div>
    </Card>
  );
}

/** How an endpoint's state is coloured. */
const endpointTone: Record<Overview["endpoints"][number]["state"], Tone> = {
  calm: "fine",
  drifting: "look",
  "quiet traffic": "plain",
  "no profile": "plain",
};

function Endpoint({
  endpoint,
  alert,
}: {
  endpoint: Overview["endpoints"][number];
  alert: Overview["alerts"][number] | undefined;
}) {
  const params = { project: useProjectId(), endpoint: endpoint.name };
  const { isOneOfMany, questionName } = useQuestion();
  return (
    <Card
      title={
        <Link to="/p/$project/deploy/$endpoint" params={params} className="hover:underline">
          {endpoint.name}
        </Link>
      }
      aside={<Pill tone={endpointTone[endpoint.state]}>{endpoint.state}</Pill>}
    >
      <div className="flex flex-wrap gap-x-6.5 gap-y-3">
        <Figure
          value={`v${endpoint.version}`}
          name={isOneOfMany ? `answers “${questionName(endpoint.question)}”` : "answers"}
        />
        <Figure value={count(endpoint.today)} name="in 24 hours" title="Predictions in the last 24 hours" />
        {endpoint.p95 !== undefined && (
          <Figure value={milliseconds(endpoint.p95)} name="p95" title="95 of 100 answers took less" />
        )}
        <Figure value={count(endpoint.errors)} name="errors" title="In the last 24 hours" />
      </div>
      {alert && (
        <p className="mt-3 text-[13px] text-soft">
          {alert.sentence}{" "}
          <TextLink to="/p/$project/monitor/$endpoint" params={params}>
            See what changed
          </TextLink>
        </p>
      )}
    </Card>
  );
}
