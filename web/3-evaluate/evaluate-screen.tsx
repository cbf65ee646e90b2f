import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import {
  JobProgress,
  measuredIn,
  QuestionChoice,
  type Returned,
  server,
  useMay,
  useProjectId,
  useQuestion,
  versionsQuery,
} from "../frame/index.ts";
import {
  Ago,
  Amount,
  Button,
  ButtonLink,
  count,
  Dialog,
  Empty,
  Estimate,
  Field,
  Headline,
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
  const { question } = useQuestion();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(evaluationsQuery(project, question?.id));
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const [a, b] = [...picked].sort(
    (x, y) => rows.findIndex((row) => row.id === y) - rows.findIndex((row) => row.id === x),
  );
  const questionOf = (id: string | undefined) => rows.find((row) => row.id === id)?.question;
  const isAlike = picked.length === 2 && questionOf(a) !== undefined && questionOf(a) === questionOf(b);
  const compare = () =>
    isAlike && a && b && navigate({ to: "/p/$project/evaluate/compare", params: { project }, search: { a, b } });
  useKeys("Evaluate", [{ key: "c", does: "Compare the two that are ticked", run: compare }]);
  const toggle = (id: string) =>
    pick(picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id].slice(-2));
  return (
    <Page
      eyebrow="Evaluate"
      title="Measurements"
      name="Evaluate"
      actions={
        <>
          {rows.length > 0 && may("annotator") && <Button onClick={() => setAsking(true)}>Measure again</Button>}
          {rows.length > 0 && (
            <Button weight="go" hotkey="C" disabled={!isAlike} onClick={compare}>
              {isAlike
                ? "Compare these two"
                : picked.length === 2
                  ? "They answer two questions"
                  : "Tick two to compare"}
            </Button>
          )}
        </>
      }
    >
      <QuestionChoice />
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
  const { isOneOfMany, questionName } = useQuestion();
  const kinds = new Set(rows.map((row) => row.kind));
  const shown = kinds.size > 1 ? "both" : (rows[0]?.kind ?? "choice");
  return (
    <Table
      name="Measurements"
      columns={[
        { name: "Compare" },
        { name: "Model" },
        ...(isOneOfMany ? [{ name: "Question" }] : []),
        { name: headings[shown][0] },
        { name: headings[shown][1] },
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
          {isOneOfMany && (
            <td className="max-w-[16ch] truncate" dir="auto">
              {questionName(row.question)}
            </td>
          )}
          <td>
            <Headline of={row.metrics} items={row.items} tooFew={row.tooFew} />
          </td>
          <td>
            {row.kind === "rating" ? (
              <Kappa of={row} />
            ) : (
              <Estimate of={row.metrics.macroF1} items={row.items} tooFew={row.tooFew} />
            )}
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

const headings = {
  choice: ["Right", "Macro-F1"],
  rating: ["Mean absolute error", "Kappa"],
  both: ["Measured", "Macro-F1, or kappa"],
} as const;

/** Quadratic weighted kappa, or that it is undefined: where all is one level nothing could disagree. */
export function Kappa({ of }: { of: Pick<Evaluation, "metrics" | "items" | "tooFew"> }) {
  const { quadraticKappa } = of.metrics;
  if (!quadraticKappa) return <span className="text-soft">undefined: all is one level</span>;
  return <Amount of={quadraticKappa} items={of.items} tooFew={of.tooFew} />;
}

function MeasureAgain({ onClose, onStarted }: { onClose: () => void; onStarted: (job: string) => void }) {
  const project = useProjectId();
  const { question, isOneOfMany, questionName } = useQuestion();
  const versions = useQuery(versionsQuery(project, question?.id)).data?.rows ?? [];
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
                  v{one.number} {one.aliases.join(", ")} {isOneOfMany && `· ${questionName(one.question)}`}
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
