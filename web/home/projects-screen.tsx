import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { mayAs, meQuery, projectsQuery, type Returned, useFilters } from "../frame/index.ts";
import { Button, count, counted, Empty, Estimate, Page, Pill, Problem, Skeleton, useKeys } from "../ui/index.ts";
import { Ring } from "./ring.tsx";

const NewProject = lazy(() => import("./new-project.tsx").then((module) => ({ default: module.NewProject })));

/** Where was I? The projects as rows. */
export function ProjectsScreen() {
  const { data, error } = useQuery(projectsQuery);
  const { data: me } = useQuery(meQuery);
  const navigate = useNavigate();
  const isMaking = useFilters().make === "project";
  const may = mayAs(me?.role, "admin");
  const make = () => navigate({ to: "/", search: { make: "project" } });
  useKeys("Projects", may ? [{ key: "n", does: "New project", run: make }] : []);
  const button = may && (
    <Button weight="go" hotkey="N" onClick={make}>
      New project
    </Button>
  );
  return (
    <Page eyebrow={me?.workspace.name} title="Projects" actions={button}>
      <Problem error={error} />
      {!data && !error && <Skeleton rows={3} height={64} />}
      {data?.rows.length === 0 && (
        <Empty title="No project yet" action={button}>
          A project holds items, the labels to choose from, and everything that is learned from them.
        </Empty>
      )}
      <ul className="grid gap-3">
        {data?.rows.map((row) => (
          <li key={row.id}>
            <ProjectRow row={row} />
          </li>
        ))}
      </ul>
      {isMaking && (
        <Suspense>
          <NewProject onClose={() => navigate({ to: "/", search: {} })} />
        </Suspense>
      )}
    </Page>
  );
}

function ProjectRow({ row }: { row: Returned<"listProjects">["rows"][number] }) {
  const share = row.items === 0 ? 0 : row.labelled / row.items;
  return (
    <Link
      to="/p/$project"
      params={{ project: row.id }}
      className="grid grid-cols-[44px_minmax(0,1fr)_auto] items-center gap-4 rounded-[10px] border border-line bg-cloth px-4 py-3.5 hover:border-edge sm:grid-cols-[44px_minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1fr)_auto]"
    >
      <Ring steps={row.steps} size={44} />
      <span className="min-w-0">
        <span className="block truncate font-[600]" dir="auto" title={row.name}>
          {row.name}
        </span>
        <span className="num block text-[13px] text-soft">
          {counted(row.items, "item")} · {counted(row.labels, "label")}
          {row.origin === "sample" && " · sample"}
        </span>
      </span>
      <span className="num min-w-0 text-[13px] max-sm:hidden">
        {count(row.labelled)} labelled
        <span aria-hidden="true" className="mt-1.5 block h-1 max-w-40 overflow-hidden rounded-full bg-sunk">
          <span className="block h-full bg-indigo" style={{ width: `${share * 100}%` }} />
        </span>
      </span>
      <span className="text-[13px] max-sm:hidden">
        {row.accuracy ? (
          <>
            <Estimate of={row.accuracy} items={row.accuracy.items} />
            {row.accuracyOn === "out-of-fold" && <span className="block text-soft">by cross-validation</span>}
          </>
        ) : (
          (row.headline ?? <span className="text-faint">not measured yet</span>)
        )}
      </span>
      <span>
        {row.alerts > 0 ? (
          <Pill tone="look">{counted(row.alerts, "alert")}</Pill>
        ) : row.endpoints > 0 ? (
          <Pill tone="fine">no open alerts</Pill>
        ) : null}
      </span>
    </Link>
  );
}
