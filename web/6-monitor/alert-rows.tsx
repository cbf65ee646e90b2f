import { Link } from "@tanstack/react-router";
import { type Returned, useProjectId } from "../frame/index.ts";
import { Ago, counted, moment, Pill } from "../ui/index.ts";

type Alert = Returned<"listAlerts">["rows"][number];

/** Alerts one below the other: what changed, of which version, and how it stands. */
export function AlertRows({ alerts, named }: { alerts: readonly Alert[]; named: "endpoint" | "version" }) {
  const project = useProjectId();
  return (
    <ul className="grid gap-2.5 text-[14px]">
      {alerts.map((alert) => (
        <li key={alert.id} className="flex items-baseline justify-between gap-4">
          <span className="min-w-0 break-words">
            {named === "endpoint" && (
              <Link
                to="/p/$project/monitor/$endpoint"
                params={{ project, endpoint: alert.endpoint }}
                className="font-[600] text-indigo hover:underline"
              >
                {alert.endpoint}
              </Link>
            )}{" "}
            {alert.version !== undefined && <span className="num text-soft">v{alert.version}</span>} {alert.sentence}{" "}
            <Pill tone={alert.state === "open" ? "look" : "plain"}>{stateInWords(alert)}</Pill>
          </span>
          <span className="shrink-0 text-[12px] text-faint">
            <Ago at={alert.createdAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}

const endings: Record<NonNullable<Alert["ended"]>, string> = {
  "usual again": "over, usual again",
  "quiet traffic": "over, traffic went quiet",
  "other version": "over, another version answers",
  "no profile": "over, no profile to compare with",
  answered: "answered",
};

function stateInWords(alert: Alert): string {
  if (alert.state === "quiet" && alert.quietUntil) return `quiet until ${moment(alert.quietUntil)}`;
  const state = alert.ended ? endings[alert.ended] : alert.state;
  return alert.tasks > 0 ? `${state}, ${counted(alert.tasks, "item")} to label` : state;
}
