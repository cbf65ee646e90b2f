import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type Returned, server, useMay, useNameOf, useParam, useProjectId, useQuestion } from "../frame/index.ts";
import {
  Ago,
  Button,
  ButtonLink,
  Card,
  counted,
  Dialog,
  Menu,
  MenuItem,
  notify,
  Page,
  Pill,
  Problem,
  Skeleton,
  useKeys,
} from "../ui/index.ts";
import { AskBox } from "./ask-box.tsx";
import { DeployVersion } from "./deploy-version.tsx";
import { Predictions } from "./predictions.tsx";
import { endpointQuery } from "./queries.ts";

type Endpoint = Returned<"readEndpoint">;

/** How do I use it? A text box that answers as one types, the same call as code, what it serves and how to go back. */
export function EndpointScreen() {
  const project = useProjectId();
  const name = useParam("endpoint");
  const may = useMay();
  const { isOneOfMany, questionName } = useQuestion();
  const { data, error } = useQuery(endpointQuery(name));
  const [opened, open] = useState<"switch" | "remove">();
  useKeys("Endpoint", may("reviewer") ? [{ key: "v", does: "Switch the version", run: () => open("switch") }] : []);
  return (
    <Page
      eyebrow={
        <Link to="/p/$project/deploy" params={{ project }} className="hover:underline">
          Endpoints
        </Link>
      }
      title={
        <>
          {name} {data && <Pill tone="ours">v{data.version}</Pill>}{" "}
          {data && isOneOfMany && <Pill>{questionName(data.question)}</Pill>}
        </>
      }
      name={name}
      actions={
        <>
          <ButtonLink to="/p/$project/monitor/$endpoint" params={{ project, endpoint: name }}>
            Monitor
          </ButtonLink>
          {may("admin") && (
            <Menu trigger={<Button aria-label="More">⋯</Button>}>
              <MenuItem danger="danger" onSelect={() => open("remove")}>
                Take this endpoint away
              </MenuItem>
            </Menu>
          )}
          {may("reviewer") && (
            <Button weight="go" hotkey="V" onClick={() => open("switch")}>
              Switch version
            </Button>
          )}
        </>
      }
    >
      <Problem error={error} />
      {!data && !error && <Skeleton rows={6} height={30} />}
      {data && (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {may("annotator") && <AskBox endpoint={name} version={data.version} />}
          <div className="grid min-w-0 gap-4">
            <Revisions of={data} />
            <Predictions endpoint={name} />
          </div>
        </div>
      )}
      {opened === "switch" && (
        <DeployVersion endpoint={name} {...(data && { question: data.question })} onClose={() => open(undefined)} />
      )}
      {opened === "remove" && <Remove endpoint={name} onClose={() => open(undefined)} />}
    </Page>
  );
}

function Revisions({ of }: { of: Endpoint }) {
  const may = useMay();
  const nameOf = useNameOf();
  const client = useQueryClient();
  const back = useMutation({
    mutationFn: (revision: number) => server.rollBack({ endpoint: of.name, revision }),
    async onSuccess({ endpoint, servers }) {
      notify(`${of.name} serves v${endpoint.version} again: ${counted(servers, "server")} confirmed.`);
      await client.invalidateQueries({
        predicate: ({ queryKey }) => ["endpoints", "endpoint", "overview", "monitor"].includes(String(queryKey[0])),
      });
    },
  });
  return (
    <Card title="What it served">
      <ol className="grid gap-1">
        {of.revisions.map((one, at) => (
          <li
            key={one.revision}
            className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 text-[14px]"
          >
            <div className="min-w-0">
              <span className="font-[560]">v{one.version}</span>{" "}
              <span className="num text-[13px] text-soft">
                {nameOf(one.madeBy)} · <Ago at={one.madeAt} />
                {one.reason && (
                  <>
                    {" · "}
                    <span dir="auto">{one.reason}</span>
                  </>
                )}
              </span>
            </div>
            {at === 0 ? (
              <Pill tone="fine">now</Pill>
            ) : (
              may("reviewer") && (
                <Button
                  disabled={back.isPending}
                  onClick={() => back.mutate(one.revision)}
                  aria-label={`Roll back to v${one.version}, revision ${one.revision}`}
                >
                  Roll back
                </Button>
              )
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Remove({ endpoint, onClose }: { endpoint: string; onClose: () => void }) {
  const project = useProjectId();
  const navigate = useNavigate();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => server.removeEndpoint({ endpoint }),
    meta: { shown: "here" },
    onSuccess() {
      void client.invalidateQueries({
        predicate: ({ queryKey }) => ["endpoints", "overview"].includes(String(queryKey[0])),
      });
      notify(`${endpoint} is gone.`);
      void navigate({ to: "/p/$project/deploy", params: { project } });
    },
  });
  return (
    <Dialog
      title={`Take ${endpoint} away?`}
      about="Whoever calls its address gets an error from now on. Versions, labels and items stay."
      onClose={onClose}
    >
      <Problem error={remove.error} />
      <div className="mt-2 flex justify-end gap-2.5">
        <Button onClick={onClose}>Keep it</Button>
        <Button weight="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
          Take it away
        </Button>
      </div>
    </Dialog>
  );
}
