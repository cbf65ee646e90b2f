import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback } from "react";
import {
  JobProgress,
  measuredItems,
  type Returned,
  useParam,
  useProjectId,
  useQuestion,
  versionsQuery,
} from "../frame/index.ts";
import {
  Ago,
  Amount,
  ButtonLink,
  bytes,
  type Canvas,
  Card,
  count,
  counted,
  Estimate,
  Page,
  Picture,
  Pill,
  Problem,
  pictureStyle,
  Scroll,
  Skeleton,
  Table,
} from "../ui/index.ts";
import { shown } from "./differences.ts";
import { kindTitle } from "./kind-title.ts";
import { linesQuery, runQuery } from "./queries.ts";
import { runTones } from "./train-screen.tsx";

type Run = Returned<"readRun">;

const precise = (value: number): string => value.toFixed(2);
/** What a training found, in the order it is told: its name in words and how its number is read. */
const foundNames: readonly (readonly [string, string, (value: number) => string])[] = [
  ["examples", "labels learned from", count],
  ["labels", "classes", count],
  ["features", "features found", count],
  ["epochs", "epochs", count],
  ["temperature", "temperature", precise],
  ["seconds", "took", (seconds) => `${seconds.toFixed(1)} s`],
  ["bytes", "size", bytes],
  ["measuredItems", "items measured on", count],
];

function found(summary: Run["summary"]): readonly (readonly [string, string])[] {
  return foundNames.flatMap(([key, name, inWords]) => {
    const value = summary[key];
    return typeof value === "number" ? [[name, inWords(value)] as const] : [];
  });
}

/** What a training was measured on, in words. */
function measuredOn({ summary }: Run): string {
  const where = String(summary.measuredOn ?? "");
  return where in measuredItems
    ? `Measured on ${measuredItems[where as keyof typeof measuredItems](counted(Number(summary.measuredItems ?? 0), "item"))}`
    : "Measured";
}

const metricNames: Readonly<Record<string, string>> = {
  meanAbsoluteError: "mean absolute error",
  quadraticKappa: "quadratic weighted kappa",
  accuracy: "accuracy",
  macroF1: "macro-F1",
  ece: "calibration error",
};

/** Metrics in the order of their names above, then those that this release does not know. */
function inOrder(metrics: Run["metrics"]): [string, Run["metrics"][string]][] {
  const names = Object.keys(metricNames);
  const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
  return Object.entries(metrics).sort(([one], [other]) => place(one) - place(other));
}

/** How did this training go? Its figures, parameters, curves, log and artifact. */
export function RunScreen() {
  const project = useProjectId();
  const { data, error } = useQuery(runQuery(project, useParam("run")));
  const { isOneOfMany, questionName } = useQuestion();
  const versions = useQuery(versionsQuery(project));
  const version = versions.data?.rows.find((one) => one.run === data?.id);
  const params = { project };
  return (
    <Page
      eyebrow={
        <Link to="/p/$project/train" params={params} className="hover:underline">
          Trainings
        </Link>
      }
      title={
        <>
          {data ? `Run ${data.number}` : " "} {data && isOneOfMany && <Pill>{questionName(data.question)}</Pill>}{" "}
          {data && <Pill tone={runTones[data.state]}>{data.state}</Pill>}
        </>
      }
      name={data && `Run ${data.number}`}
      actions={
        version && (
          <ButtonLink
            weight="go"
            to="/p/$project/register/$version"
            params={{ project, version: String(version.number) }}
          >
            See version {version.number}
          </ButtonLink>
        )
      }
    >
      <Problem error={error} />
      {!data && !error && <Skeleton rows={6} height={30} />}
      {data && <RunDetail run={data} />}
    </Page>
  );
}

function RunDetail({ run }: { run: Run }) {
  const isRunning = run.state === "queued" || run.state === "running";
  const curves = run.series.filter((one) => one.points.length > 1);
  const summary = found(run.summary);
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {isRunning && run.job && (
        <div className="sm:col-span-2">
          <JobProgress job={run.job} />
        </div>
      )}
      {run.state === "failed" && (
        <div className="sm:col-span-2">
          <Problem error={run.error ?? "This training failed."}>
            The labels and the versions there are were not touched.
          </Problem>
        </div>
      )}
      {Object.keys(run.metrics).length > 0 && (
        <Card title={measuredOn(run)}>
          <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-[14px]">
            {inOrder(run.metrics).map(([name, metric]) => (
              <div key={name} className="contents">
                <dt className="text-soft">{metricNames[name] ?? name}</dt>
                <dd>
                  {name === "meanAbsoluteError" || name === "quadraticKappa" ? (
                    <Amount of={metric} tooFew={run.tooFew} {...(name === "meanAbsoluteError" && { unit: "levels" })} />
                  ) : (
                    <Estimate of={metric} tooFew={run.tooFew} />
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </Card>
      )}
      <Card title="What it was told, what it found" aside={<Ago at={run.createdAt} />}>
        <dl className="num grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-[14px]">
          {[
            ["model", kindTitle(run.recipe.kind)] as const,
            ["seed", run.seed] as const,
            ...Object.entries(run.parameters),
            ...summary,
          ].map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-soft">{name}</dt>
              <dd className="break-words">{shown(value)}</dd>
            </div>
          ))}
        </dl>
      </Card>
      {curves.map((one) => (
        <Curve key={one.name} series={one} />
      ))}
      {run.artifacts.length > 0 && (
        <Card title="Artifacts">
          <Table name="Artifacts" columns={[{ name: "Name" }, { name: "Size", align: "right" }, { name: "Hash" }]}>
            {run.artifacts.map((one) => (
              <tr key={one.name} className="num">
                <td>{one.name}</td>
                <td className="text-right">{bytes(one.bytes)}</td>
                <td className="font-mono text-[13px]" title={one.hash}>
                  {one.hash.slice(0, 12)}
                </td>
              </tr>
            ))}
          </Table>
        </Card>
      )}
      {run.job && <Log job={run.job} isRunning={isRunning} />}
    </div>
  );
}

function Curve({ series }: { series: Run["series"][number] }) {
  const { points, name } = series;
  const draw = useCallback(
    ({ plot, width }: Canvas) =>
      plot.plot({
        width,
        height: 180,
        marginLeft: 48,
        style: pictureStyle,
        x: { label: null, tickSize: 0 },
        y: { label: null, grid: true, tickSize: 0 },
        marks: [plot.lineY([...points], { x: "step", y: "value", stroke: "var(--indigo)", strokeWidth: 2 })],
      }),
    [points],
  );
  return (
    <Card title={name}>
      <Picture height={180} draw={draw} label={`${name} by step`} />
    </Card>
  );
}

function Log({ job, isRunning }: { job: string; isRunning: boolean }) {
  const { data } = useQuery(linesQuery(job, isRunning));
  if (!data || data.rows.length === 0) return null;
  return (
    <Card title="Log" className="sm:col-span-2">
      <Scroll name="Log" className="max-h-80 overflow-auto">
        <pre className="font-mono text-[13px] text-soft leading-relaxed">
          {data.rows.map((row) => row.line).join("\n")}
        </pre>
      </Scroll>
    </Card>
  );
}
