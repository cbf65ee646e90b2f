import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { endpointsQuery, overviewQuery, type Returned, useProjectId, useQuestion } from "../frame/index.ts";
import {
  Button,
  ButtonLink,
  Card,
  counted,
  Empty,
  milliseconds,
  Page,
  Pill,
  Problem,
  Skeleton,
  type Tone,
} from "../ui/index.ts";
import { AlertRows } from "./alert-rows.tsx";
import { alertsQuery } from "./queries.ts";

type State = Returned<"readMonitor">["state"];

/** How the state of an endpoint is coloured. */
export const stateTones: Record<State, Tone> = {
  calm: "fine",
  drifting: "look",
  "quiet traffic": "plain",
  "no profile": "plain",
};

/** Is it still right? Endpoints with their state and what is open, and all alerts that there were. */
export function MonitorListScreen() {
  const project = useProjectId();
  const { isOneOfMany, questionName } = useQuestion();
  const { data, error } = useQuery(overviewQuery(project));
  const open = data?.alerts.filter((alert) => alert.state === "open") ?? [];
  return (
    <Page
      eyebrow="Monitor"
      title={
        data === undefined
          ? "Endpoints"
          : data.openAlerts > 0
            ? `${counted(data.openAlerts, "alert")} open`
            : data.endpoints.length === 0
              ? "Endpoints"
              : data.endpoints.length === data.allEndpoints && data.endpoints.every((one) => one.state === "calm")
                ? "All is calm"
                : "No open alerts"
      }
      name="Monitor"
    >
      <Problem error={error} />
      {!data && !error && <Skeleton rows={3} height={60} />}
      {data?.endpoints.length === 0 && (
        <Empty
          title="Nothing to watch yet"
          action={
            <ButtonLink weight="go" to="/p/$project/deploy" params={{ project }}>
              Deploy a version
            </ButtonLink>
          }
        >
          What an endpoint is asked and answers is compared with what its version was tested on; when that drifts apart,
          it is told here.
        </Empty>
      )}
      <ul className="grid gap-3">
        {data?.endpoints.map((one) => (
          <li key={one.name}>
            <Link
              to="/p/$project/monitor/$endpoint"
              params={{ project, endpoint: one.name }}
              className="grid gap-1 rounded-[10px] border border-line bg-cloth px-4 py-3.5 hover:border-edge"
            >
              <span className="flex flex-wrap items-center justify-between gap-x-6">
                <span className="font-[600]">
                  {one.name} <Pill tone={stateTones[one.state]}>{one.state}</Pill>{" "}
                  {isOneOfMany && <Pill>{questionName(one.question)}</Pill>}
                </span>
                <span className="num text-[13px] text-soft">
                  v{one.version} · {counted(one.today, "prediction")} in 24 hours · {counted(one.errors, "error")}
                  {one.p95 !== undefined && ` · p95 ${milliseconds(one.p95)}`}
                </span>
              </span>
              {open
                .filter((alert) => alert.endpoint === one.name)
                .map((alert) => (
                  <span key={alert.id} className="text-[14px] text-weld">
                    {alert.sentence}
                  </span>
                ))}
            </Link>
          </li>
        ))}
      </ul>
      <OtherEndpoints shown={data?.endpoints.map((one) => one.name)} />
      <Alerts />
    </Page>
  );
}

/** The names of the endpoints whose state is not shown above. */
function OtherEndpoints({ shown }: { shown: readonly string[] | undefined }) {
  const project = useProjectId();
  const { data } = useQuery(endpointsQuery(project));
  const others = shown ? (data?.rows.filter((one) => !shown.includes(one.name)) ?? []) : [];
  if (others.length === 0) return null;
  return (
    <p className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-[14px]">
      <span className="text-soft">More endpoints:</span>
      {others.map((one) => (
        <Link
          key={one.name}
          to="/p/$project/monitor/$endpoint"
          params={{ project, endpoint: one.name }}
          className="text-indigo hover:underline"
        >
          {one.name}
        </Link>
      ))}
    </p>
  );
}

/** Every alert of the project, a page at a time. */
function Alerts() {
  const project = useProjectId();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(alertsQuery(project));
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <div className="mt-4 grid gap-4">
      <Problem error={error} />
      {rows.length > 0 && (
        <Card title="Alerts">
          <AlertRows alerts={rows} named="endpoint" />
        </Card>
      )}
      {hasNextPage && (
        <Button className="justify-self-start" onClick={() => fetchNextPage()}>
          Earlier alerts
        </Button>
      )}
    </div>
  );
}
