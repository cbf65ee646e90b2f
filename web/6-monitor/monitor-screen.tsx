import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type Returned, server, useFilters, useMay, useParam, useProjectId, useQuestion } from "../frame/index.ts";
import {
  Button,
  ButtonLink,
  Card,
  Choice,
  counted,
  moment,
  notify,
  Page,
  Pill,
  Problem,
  Skeleton,
} from "../ui/index.ts";
import { AlertRows } from "./alert-rows.tsx";
import { stateTones } from "./monitor-list-screen.tsx";
import { monitorQuery, type Window } from "./queries.ts";
import { Shares } from "./shares.tsx";
import { Small } from "./small-multiples.tsx";

type Monitor = Returned<"readMonitor">;
type Alert = Monitor["alerts"][number];

const windows = [
  ["hour", "Last hour"],
  ["day", "Last day"],
  ["week", "Last 7 days"],
] as const;

/** Is it still right? The alert as a sentence with what closes the loop; figures over time; shares against the profile. */
export function MonitorScreen() {
  const project = useProjectId();
  const endpoint = useParam("endpoint");
  const navigate = useNavigate();
  const { isOneOfMany, questionName } = useQuestion();
  const window = (useFilters().window as Window | undefined) ?? "week";
  const { data, error } = useQuery(monitorQuery(endpoint, window));
  const choose = (next: Window) =>
    navigate({
      to: "/p/$project/monitor/$endpoint",
      params: { project, endpoint },
      search: { window: next },
      replace: true,
    });
  return (
    <Page
      eyebrow={
        <Link to="/p/$project/monitor" params={{ project }} className="hover:underline">
          Monitor
        </Link>
      }
      title={
        <>
          {endpoint} {data && isOneOfMany && <Pill>{questionName(data.question)}</Pill>}{" "}
          {data && <Pill tone={stateTones[data.state]}>{data.state}</Pill>}
        </>
      }
      name={`Monitor ${endpoint}`}
      actions={
        <>
          <Choice name="Time" value={window} options={windows} onChoose={choose} />
          <ButtonLink to="/p/$project/deploy/$endpoint" params={{ project, endpoint }}>
            Endpoint
          </ButtonLink>
        </>
      }
    >
      <Problem error={error} />
      {!data && !error && <Skeleton rows={6} height={40} />}
      {data && <Detail of={data} />}
    </Page>
  );
}

function Detail({ of }: { of: Monitor }) {
  const open = of.alerts.filter((alert) => alert.state === "open");
  const earlier = of.alerts.filter((alert) => alert.state !== "open");
  return (
    <div className="grid gap-4">
      {open.map((alert) => (
        <OpenAlert key={alert.id} alert={alert} />
      ))}
      {open.length === 0 && (
        <Card>
          <p className="text-pretty text-[17px]">{of.sentence}</p>
          {of.reference && (
            <p className="num mt-1 text-[13px] text-soft">
              compared with what v{of.version} answers to {counted(of.reference.items, "item")} that it never learned
              from
            </p>
          )}
        </Card>
      )}
      <Small of={of} />
      {of.shares.length > 0 && <Shares of={of} />}
      {earlier.length > 0 && (
        <Card title="Earlier">
          <AlertRows alerts={earlier} named="version" />
        </Card>
      )}
    </div>
  );
}

const kinds: Record<Alert["kind"], string> = {
  "label-drift": "PSI of labels",
  "confidence-drift": "distance of confidence",
  "unseen-words": "unknown words",
};

function distanceOf({ kind, value, threshold, endsAt }: Alert): string {
  const inWords = (one: number) => (kind === "unseen-words" ? (one * 100).toFixed(1) : one.toFixed(2));
  const what =
    kind === "unseen-words" ? `${inWords(value)} points more ${kinds[kind]}` : `${kinds[kind]} ${inWords(value)}`;
  return `${what}, threshold ${inWords(threshold)}${endsAt === undefined ? "" : `, ends at ${inWords(endsAt)}`}`;
}

function OpenAlert({ alert }: { alert: Alert }) {
  const project = useProjectId();
  const navigate = useNavigate();
  const may = useMay();
  const client = useQueryClient();
  const again = () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => ["monitor", "overview", "progress", "counts", "items"].includes(String(queryKey[0])),
    });
  const ask = useMutation({
    mutationFn: () => server.askForLabels({ endpoint: alert.endpoint, count: 40, alert: alert.id }),
    async onSuccess({ added, known }) {
      await again();
      if (added === 0)
        return notify(
          known > 0
            ? `All ${known} of them are in the queue or labelled already.`
            : "There is no text of production to label: its texts were not kept.",
        );
      notify(`${counted(added, "item")} stand at the front of the queue.`);
      await navigate({ to: "/p/$project/label", params: { project } });
    },
  });
  const quiet = useMutation({
    mutationFn: () => server.quietAlert({ endpoint: alert.endpoint, alert: alert.id, hours: 24 }),
    onSuccess: again,
  });
  return (
    <Card tone="weld">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3" role="alert">
        <div className="min-w-0 flex-1 basis-72">
          <p className="text-pretty font-[600]">{alert.sentence}</p>
          <p className="num text-[13px] text-soft">
            {alert.version !== undefined && `v${alert.version} · `}since {moment(alert.createdAt)} · {distanceOf(alert)}
          </p>
        </div>
        <div className="flex flex-wrap gap-2.5">
          {may("reviewer") && (
            <Button disabled={quiet.isPending} onClick={() => quiet.mutate()}>
              Quiet for a day
            </Button>
          )}
          {may("annotator") && (
            <Button weight="go" disabled={ask.isPending} onClick={() => ask.mutate()}>
              Label the 40 most telling
            </Button>
          )}
        </div>
      </div>
    </Card>
  );
}
