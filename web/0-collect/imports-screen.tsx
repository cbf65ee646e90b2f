import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  isActive,
  JobProgress,
  type Returned,
  server,
  useMay,
  useParam,
  useProjectId,
  useQuestion,
} from "../frame/index.ts";
import {
  Ago,
  Button,
  ButtonAnchor,
  ButtonLink,
  Card,
  count,
  counted,
  Dialog,
  Empty,
  Figure,
  Page,
  Pill,
  Problem,
  Skeleton,
  Table,
  type Tone,
} from "../ui/index.ts";
import { CollectFrame } from "./collect-frame.tsx";
import { importQuery, importsQuery } from "./queries.ts";

type Import = Returned<"readImport">;

const tones: Record<Import["state"], Tone> = {
  waiting: "plain",
  running: "ours",
  done: "fine",
  failed: "broken",
  cancelled: "plain",
  "taken back": "plain",
};

/** Where did it come from? Imports with what became of their rows. */
export function ImportsScreen() {
  const project = useProjectId();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(importsQuery(project));
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <CollectFrame view="imports" title="Imports">
      <Problem error={error} />
      {!data && !error && <Skeleton rows={4} height={30} />}
      {data && rows.length === 0 && <Empty title="No file was brought yet">Drop one anywhere on this page.</Empty>}
      {rows.length > 0 && (
        <Table
          name="Imports"
          columns={[
            { name: "File" },
            { name: "State" },
            { name: "Items", align: "right" },
            { name: "Left out", align: "right" },
            { name: "Rejected", align: "right" },
            { name: "When", align: "right" },
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id} className="num">
              <td className="max-w-[36ch] truncate">
                <Link
                  to="/p/$project/collect/imports/$import"
                  params={{ project, import: row.id }}
                  className="text-indigo hover:underline"
                >
                  {row.name}
                </Link>
              </td>
              <td>
                <Pill tone={tones[row.state]}>{row.state}</Pill>
              </td>
              <td className="text-right">{count(row.added)}</td>
              <td className="text-right">{count(row.duplicates)}</td>
              <td className="text-right">{count(row.rejected)}</td>
              <td className="text-right text-soft">
                <Ago at={row.createdAt} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {hasNextPage && (
        <Button className="mt-3" onClick={() => fetchNextPage()}>
          Earlier imports
        </Button>
      )}
    </CollectFrame>
  );
}

/** What became of this file? Progress while it runs; then counts, and the rejected rows with line and reason. */
export function ImportScreen() {
  const project = useProjectId();
  const may = useMay();
  const [isAsking, setAsking] = useState(false);
  const id = useParam("import");
  const { data, error } = useQuery(importQuery(project, id));
  return (
    <Page
      eyebrow={
        <Link to="/p/$project/collect/imports" params={{ project }} className="hover:underline">
          Imports
        </Link>
      }
      title={data?.name ?? " "}
      actions={
        data?.state === "done" && (
          <>
            {may("admin") && <Button onClick={() => setAsking(true)}>Take it back</Button>}
            <ButtonLink to="/p/$project/collect" params={{ project }}>
              See the items
            </ButtonLink>
            <ButtonLink weight="go" hotkey="L" to="/p/$project/label" params={{ project }}>
              Start labelling
            </ButtonLink>
          </>
        )
      }
    >
      <Problem error={error} />
      {!data && !error && <Skeleton />}
      {data && <Result of={data} />}
      {data && isAsking && <TakeBack of={data} onClose={() => setAsking(false)} />}
    </Page>
  );
}

/** Asks before an import is taken back, because what people answered to its items goes as well. */
function TakeBack({ of, onClose }: { of: Import; onClose: () => void }) {
  const project = useProjectId();
  const client = useQueryClient();
  const [job, setJob] = useState<string>();
  const take = useMutation({
    mutationFn: () => server.takeBackImport({ project, import: of.id }),
    meta: { shown: "here" },
    onSuccess(started) {
      setJob(started.job);
      void client.invalidateQueries();
    },
  });
  return (
    <Dialog
      title={`Take back “${of.name}”?`}
      about={`Its ${counted(of.added, "item")} and every answer to them are deleted, and its labels of other items are taken back. This cannot be undone.`}
      onClose={onClose}
    >
      <Problem error={take.error}>Nothing was deleted.</Problem>
      {job && <JobProgress job={job} unit="item" />}
      <div className="flex justify-end gap-2.5">
        <Button onClick={onClose}>{job ? "Close" : "Keep it"}</Button>
        {!job && (
          <Button weight="danger" disabled={take.isPending} onClick={() => take.mutate()}>
            Take it back
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function Result({ of }: { of: Import }) {
  const { questions, isOneOfMany } = useQuestion();
  const isLabels = !isOneOfMany && questions[0]?.kind !== "rating";
  const isRunning = of.state === "running" || (of.state === "waiting" && of.job !== undefined);
  return (
    <div className="grid gap-4">
      {isRunning && of.job && <JobProgress job={of.job} unit="row" />}
      {of.state === "failed" && <Problem error={of.error ?? "This import failed."}>Nothing of it was taken.</Problem>}
      {of.state === "cancelled" && <p className="text-soft">This import was cancelled; nothing of it was taken.</p>}
      {of.state === "taken back" && (
        <p className="text-soft">This import was taken back: what it added is gone, with every answer to it.</p>
      )}
      {of.state === "waiting" && !of.job && <p className="text-soft">This file was sent but not taken.</p>}
      {of.state === "done" && (
        <Card
          title={`${counted(of.added, "item")} taken${of.labelled > 0 ? `, ${count(of.labelled)} of them with ${isLabels ? "a label" : "an answer"}` : ""}`}
        >
          <div className="flex flex-wrap gap-x-8 gap-y-3">
            <Figure value={count(of.read)} name="rows read" />
            <Figure value={count(of.added)} name="new items" />
            <Figure value={count(of.duplicates)} name="left out, here already" />
            <Figure value={count(of.labelled)} name={isLabels ? "labels" : "items answered"} />
            <Figure value={count(of.rejected)} name="rejected" />
          </div>
        </Card>
      )}
      {of.state === "done" && of.findings.length > 0 && <Findings of={of} />}
      {of.rejects.length > 0 && !isActive({ state: of.state === "done" ? "done" : "running" }) && <Rejects of={of} />}
    </div>
  );
}

/** What was bent: everything that the import changed, left out or found in conflict. */
function Findings({ of }: { of: Import }) {
  return (
    <Card title="What was changed, left out or found in conflict">
      <ul className="grid gap-2">
        {of.findings.map((one) => (
          <li key={one.kind} className="flex flex-wrap items-baseline gap-x-2">
            <span className="max-w-[80ch] text-pretty">{one.sentence}</span>
            {one.lines.length > 0 && (
              <span className="num text-[13px] text-soft">
                {one.lines.length === 1 ? "line" : "lines"} {one.lines.slice(0, 5).map(count).join(", ")}
                {one.count > 5 && one.lines.length > 5 ? ", …" : ""}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Rejects({ of }: { of: Import }) {
  const project = useProjectId();
  return (
    <Card
      title={`${counted(of.rejected, "row")} could not be taken`}
      aside={of.rejects.length < of.rejected ? `the first ${of.rejects.length}` : undefined}
    >
      <Table
        name="Rejected rows"
        columns={[{ name: "Line", align: "right" }, { name: "Why" }, { name: "What stood there" }]}
      >
        {of.rejects.map((row) => (
          <tr key={row.line + row.reason}>
            <td className="num text-right">{count(row.line)}</td>
            <td>{row.reason}</td>
            <td className="max-w-[44ch] truncate text-soft" dir="auto" title={row.text}>
              {row.text}
            </td>
          </tr>
        ))}
      </Table>
      <div className="mt-4">
        <ButtonAnchor
          href={`/api/v1/projects/${encodeURIComponent(project)}/imports/${of.id}/rejects`}
          download={`rejected-${of.name}.csv`}
        >
          Download all as CSV
        </ButtonAnchor>
      </div>
    </Card>
  );
}
