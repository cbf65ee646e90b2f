import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  endpointsQuery,
  useFilters,
  useMay,
  useNameOf,
  useProjectId,
  useQuestion,
  versionsQuery,
} from "../frame/index.ts";
import { Ago, Button, ButtonLink, counted, Empty, Page, Pill, Problem, Skeleton, useKeys } from "../ui/index.ts";
import { DeployVersion } from "./deploy-version.tsx";

/** How do I use it? Endpoints, each an address that answers. */
export function DeployScreen() {
  const project = useProjectId();
  const params = { project };
  const may = useMay();
  const navigate = useNavigate();
  const nameOf = useNameOf();
  const { isOneOfMany, questionName } = useQuestion();
  const { data, error } = useQuery(endpointsQuery(project));
  const versions = useQuery(versionsQuery(project));
  const { version } = useFilters();
  const isEmpty = versions.data?.rows.length === 0;
  const open = () => navigate({ to: "/p/$project/deploy", params, search: { version: "newest" } });
  useKeys("Deploy", may("reviewer") && !isEmpty ? [{ key: "n", does: "New endpoint", run: open }] : []);
  const button = may("reviewer") && !isEmpty && (
    <Button weight="go" hotkey="N" onClick={open}>
      New endpoint
    </Button>
  );
  return (
    <Page
      eyebrow="Deploy"
      title={data && data.rows.length > 0 ? counted(data.rows.length, "endpoint") : "Endpoints"}
      name="Deploy"
      actions={button}
    >
      <Problem error={error} />
      {!data && !error && <Skeleton rows={3} height={60} />}
      {data?.rows.length === 0 && (
        <Empty
          title="No endpoint yet"
          action={
            isEmpty ? (
              <ButtonLink weight="go" to="/p/$project/train" params={params}>
                Train a version
              </ButtonLink>
            ) : (
              button
            )
          }
        >
          An endpoint is an address that answers. It serves one version; switching and going back take a second.
        </Empty>
      )}
      <ul className="grid gap-3">
        {data?.rows.map((row) => (
          <li key={row.id}>
            <Link
              to="/p/$project/deploy/$endpoint"
              params={{ project, endpoint: row.name }}
              className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 rounded-[10px] border border-line bg-cloth px-4 py-3.5 hover:border-edge"
            >
              <span className="min-w-0 break-words font-[600]">
                {row.name} <Pill tone="ours">v{row.version}</Pill>{" "}
                {isOneOfMany && <Pill>{questionName(row.question)}</Pill>}
              </span>
              <span className="num text-[13px] text-soft">
                revision {row.revision} · {nameOf(row.revisions[0]?.madeBy)} ·{" "}
                <Ago at={row.revisions[0]?.madeAt ?? row.createdAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {version && may("reviewer") && (
        <DeployVersion
          version={version}
          onClose={() => navigate({ to: "/p/$project/deploy", params, search: {}, replace: true })}
        />
      )}
    </Page>
  );
}
