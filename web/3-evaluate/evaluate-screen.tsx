import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { JobProgress, measuredIn, type Returned, server, useMay, useProjectId, versionsQuery } from "../frame/index.ts";
import {
  Ago,
  Button,
  ButtonLink,
  count,
  Dialog,
  Empty,
  Estimate,
  Field,
  Page,
  Problem,
  Select,
  Skeleton,
  Table,
  useKeys,
} from "../ui/index.ts";
import { evaluationsQuery } from "./queries.ts";

type Evaluation = Returned<"listEvaluations">["rows"][number];

/** What a measurement is called: the version, or that it has none. */
export const titleOf = (of: Pick<Evaluation, "version">): string =>
  of.version === undefined ? "not registered" : `v${of.version}`;

/** Can I trust it? Every measurement; two of them can be compared. */
export function EvaluateScreen() {
  const project = useProjectId();
  const may = useMay();
  const navigate = useNavigate();
  const [job, setJob] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  const [picked, pick] = useState<readonly string[]>([]);
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(evaluationsQuery(project));
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const [a, b] = [...picked].sort(
    (x, y) => rows.findIndex((row) => row.id === y) - rows.findIndex((row) => row.id === x),
  );
  const compare = () =>
    a && b && navigate({ to: "/p/$project/evaluate/compare", params: { project }, search: { a, b } });
  useKeys("Evaluate", [{ key: "c", does: "Compare the two that are ticked", run: compare }]);
  const toggle = (id: string) =>
    pick(picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id].slice(-2));
  return (
    <Page
      eyebrow="Evaluate"
      title="Measurements"
      name="Evaluate"
      actions={
        rows.length > 0 && (
          <>
            {may("annotator") && <Button onClick={() => setAsking(true)}>Measure again</Button>}
            <Button weight="go" hotkey="C" disabled={picked.length !== 2} onClick={compare}>
              {picked.length === 2 ? "Compare these two" : "Tick two to compare"}
            </Button>
          </>
        )
      }
    >
      <div className="grid gap-4">
        {job && <JobProgress job={job} />}
        <Problem error={error} />
        {!data && !error && <Skeleton rows={4} height={30} />}
        {data && rows.length === 0 && (
          <Empty
            title="Nothing was measured yet"
            action={
              <ButtonLink weight="go" to="/p/$project/train" params={{ project }}>
                Train a version
              </ButtonLink>
            }
          >
            Every training measures itself: on the test split or the audit items, which it never saw, or by
            cross-validation. The answer stands here, with its doubt.
          </Empty>
        )}
        {rows.length > 0 && <Evaluations rows={rows} picked={picked} onToggle={toggle} />}
        {hasNextPage && <Button onClick={() => fetchNextPage()}>Earlier measurements</Button>}
      </div>
      {isAsking && <MeasureAgain onClose={() => setAsking(false)} onStarted={setJob} />}
    </Page>
  );
}

function Evaluations({
  rows,
  picked,
  onToggle,
}: {
  rows: readonly Evaluation[];
  picked: readonly string[];
  onToggle: (id: string) => void;
}) {
  const project = useProjectId();
  return (
    <Table
      name="Measurements"
      columns={[
        { name: "Compare" },
        { name: "Model" },
        { name: "Right" },
        { name: "Macro-F1" },
        { name: "Measured on" },
        { name: "Items", align: "right" },
        { name: "When", align: "right" },
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id} className="num whitespace-nowrap">
          <td>
            <label className="-m-2 inline-grid size-9 place-content-center">
              <input
                type="checkbox"
                aria-label={`Compare ${titleOf(row)}, ${measuredIn[row.split]}`}
                checked={picked.includes(row.id)}
                onChange={() => onToggle(row.id)}
                className="size-4 accent-indigo"
              />
            </label>
          </td>
          <td>
            <Link
              to="/p/$project/evaluate/$evaluation"
              params={{ project, evaluation: row.id }}
              className="text-indigo hover:underline"
            >
              {titleOf(row)}
            </Link>
          </td>
          <td>
            <Estimate of={row.metrics.accuracy} items={row.items} tooFew={row.tooFew} />
          </td>
          <td>
            <Estimate of={row.metrics.macroF1} items={row.items} tooFew={row.tooFew} />
          </td>
          <td className="text-soft">{measuredIn[row.split]}</td>
          <td className="text-right">{count(row.items)}</td>
          <td className="text-right text-soft">
            <Ago at={row.createdAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function MeasureAgain({ onClose, onStarted }: { onClose: () => void; onStarted: (job: string) => void }) {
  const project = useProjectId();
  const versions = useQuery(versionsQuery(project)).data?.rows ?? [];
  const [version, setVersion] = useState<string>();
  const [split, setSplit] = useState<"test" | "validation" | "audit">("test");
  const start = useMutation({
    mutationFn: () => server.evaluateVersion({ project, version: version ?? String(versions[0]?.number), split }),
    meta: { shown: "here" },
    onSuccess({ job }) {
      onStarted(job);
      onClose();
    },
  });
  return (
    <Dialog title="Measure again" about="On today's labels of a split. Earlier measurements stay." onClose={onClose}>
      <div className="grid gap-4">
        <Field label="Version">
          {(id) => (
            <Select {...id} value={version} onChange={(event) => setVersion(event.target.value)}>
              {versions.map((one) => (
                <option key={one.id} value={one.number}>
                  v{one.number} {one.aliases.join(", ")}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="On">
          {(id) => (
            <Select {...id} value={split} onChange={(event) => setSplit(event.target.value as typeof split)}>
              <option value="test">the test split</option>
              <option value="validation">the validation split</option>
              <option value="audit">audit items</option>
            </Select>
          )}
        </Field>
        <Problem error={start.error} />
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <Button weight="go" disabled={start.isPending || versions.length === 0} onClick={() => start.mutate()}>
            Measure
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
