import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type ModelKindName, modelKindNames, modelKindWords } from "#models/contract";
import {
  JobProgress,
  progressQuery,
  QuestionChoice,
  type Returned,
  server,
  useMay,
  useProjectId,
  useQuestion,
} from "../frame/index.ts";
import {
  Ago,
  Button,
  Card,
  count,
  counted,
  Dialog,
  duration,
  Empty,
  Estimate,
  Field,
  Headline,
  Page,
  Pill,
  Problem,
  Select,
  Skeleton,
  Table,
  TextInput,
  type Tone,
  useKeys,
} from "../ui/index.ts";
import { differences } from "./differences.ts";
import { kindTitle } from "./kind-title.ts";
import { runsQuery } from "./queries.ts";

type Run = Returned<"listRuns">["rows"][number];

/** How the state of a run is coloured. */
export const runTones: Record<Run["state"], Tone> = {
  queued: "plain",
  running: "ours",
  done: "fine",
  failed: "broken",
  cancelled: "plain",
};

/** Did it learn? The live model's state, and every training as a row with what differs. */
export function TrainScreen() {
  const project = useProjectId();
  const may = useMay();
  const [isAsking, setAsking] = useState(false);
  const { question } = useQuestion();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(runsQuery(project, question?.id));
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const running = rows.find((row) => row.state === "running" || row.state === "queued");
  const ask = () => setAsking(true);
  useKeys("Train", may("annotator") ? [{ key: "t", does: "Train a version", run: ask }] : []);
  const button = may("annotator") && (
    <Button weight="go" hotkey="T" onClick={ask} disabled={running !== undefined}>
      Train a version
    </Button>
  );
  return (
    <Page
      eyebrow="Train"
      title={rows.length > 0 ? counted(rows.length, "training") + (hasNextPage ? " and more" : "") : "Trainings"}
      name="Train"
      actions={button}
    >
      <QuestionChoice />
      <div className="grid gap-4">
        <LiveModels />
        {running?.job && <JobProgress job={running.job} />}
        <Problem error={error} />
        {!data && !error && <Skeleton rows={4} height={30} />}
        {data && rows.length === 0 && (
          <Empty title="No version was trained yet" action={button}>
            A training freezes the labels there are, learns from them, measures itself, and becomes a version that can
            be deployed.
          </Empty>
        )}
        {rows.length > 0 && <Runs rows={rows} hasEarlier={hasNextPage} />}
        {hasNextPage && <Button onClick={() => fetchNextPage()}>Earlier trainings</Button>}
      </div>
      {isAsking && <StartTraining onClose={() => setAsking(false)} />}
    </Page>
  );
}

function LiveModels() {
  const project = useProjectId();
  const { question, isOneOfMany } = useQuestion();
  const { data } = useQuery(progressQuery(project));
  if (!data) return <div className="h-24" />;
  const shown = data.questions.filter((one) => question === undefined || one.question === question.id);
  return (
    <Card
      title={shown.length > 1 ? "The live models" : "The live model"}
      aside="follows the labels as they are given; it suggests, it is never deployed"
    >
      <div className="grid gap-2.5">
        {shown.map((one) => (
          <div key={one.question} className={isOneOfMany ? "grid gap-0.5 sm:grid-cols-[minmax(0,160px)_1fr]" : ""}>
            {isOneOfMany && (
              <span className="truncate font-[560] text-[14px]" dir="auto">
                {one.name}
              </span>
            )}
            <LiveModel of={one} />
          </div>
        ))}
      </div>
    </Card>
  );
}

function LiveModel({ of }: { of: Returned<"readProgress">["questions"][number] }) {
  const { live, accuracy, needed } = of;
  return (
    <>
      {live ? (
        <p className="num flex flex-wrap gap-x-6 gap-y-1 text-[14px]">
          {accuracy ? (
            <Estimate of={accuracy} items={accuracy.items} />
          ) : (
            <span className="text-soft">{needed ?? "not measured yet"}</span>
          )}
          <span className="text-soft">
            {counted(live.labels, "label")}, {counted(live.classes, "class", "classes")}, {live.seconds.toFixed(1)} s,{" "}
            <Ago at={live.at} />
          </span>
        </p>
      ) : (
        <p className="text-[14px] text-soft">{needed ?? "It begins with the first labels."}</p>
      )}
    </>
  );
}

function Runs({ rows, hasEarlier }: { rows: readonly Run[]; hasEarlier: boolean }) {
  const project = useProjectId();
  const { isOneOfMany, questionName } = useQuestion();
  const isRated = rows.some((row) => row.metrics.meanAbsoluteError);
  return (
    <Table
      name="Trainings"
      columns={[
        { name: "Run" },
        ...(isOneOfMany ? [{ name: "Question" }] : []),
        { name: "State" },
        { name: isRated ? "Measured" : "Accuracy" },
        { name: "What differs" },
        { name: "Examples", align: "right" },
        { name: "Took", align: "right" },
        { name: "When", align: "right" },
      ]}
    >
      {rows.map((row, at) => {
        return (
          <tr key={row.id} className="num">
            <td>
              <Link
                to="/p/$project/train/$run"
                params={{ project, run: String(row.number) }}
                className="text-indigo hover:underline"
              >
                run {row.number}
              </Link>
            </td>
            {isOneOfMany && (
              <td className="max-w-[16ch] truncate" dir="auto">
                {questionName(row.question)}
              </td>
            )}
            <td>
              <Pill tone={runTones[row.state]}>{row.state}</Pill>
            </td>
            <td className="whitespace-nowrap">
              {row.metrics.accuracy ? (
                <Headline of={row.metrics} tooFew={row.tooFew} />
              ) : (
                <span className="text-faint">–</span>
              )}
            </td>
            <td className="max-w-[30ch] truncate text-[13px] text-soft">
              {whatDiffers(row, before(rows, at) ?? (hasEarlier ? "not read yet" : undefined))}
            </td>
            <td className="text-right">
              {typeof row.summary.examples === "number" ? count(row.summary.examples) : ""}
            </td>
            <td className="whitespace-nowrap text-right text-soft">
              {typeof row.summary.seconds === "number" ? duration(row.summary.seconds) : ""}
            </td>
            <td className="text-right text-soft">
              <Ago at={row.createdAt} />
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

/** The run before one of the same question. */
const before = (rows: readonly Run[], at: number): Run | undefined =>
  rows.slice(at + 1).find((row) => row.question === rows[at]?.question);

/** What differs from the run before, in words; nothing while that one was not read. */
function whatDiffers(row: Run, before: Run | "not read yet" | undefined): string {
  if (before === "not read yet") return "";
  const changed = differences(
    { model: kindTitle(row.recipe.kind), ...row.parameters, seed: row.seed },
    before && { model: kindTitle(before.recipe.kind), ...before.parameters, seed: before.seed },
  );
  return changed.map(([name, value]) => `${name} ${value}`).join(", ") || "only the labels";
}

function StartTraining({ onClose }: { onClose: () => void }) {
  const project = useProjectId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { questions, question, isOneOfMany } = useQuestion();
  const [chosen, choose] = useState<string>();
  const learned = chosen ?? question?.id ?? questions[0]?.id;
  const [recipe, setRecipe] = useState<ModelKindName>("text-linear");
  const [features, setFeatures] = useState<"all" | "words">("all");
  const [seed, setSeed] = useState("1");
  const start = useMutation({
    mutationFn: () => server.startTraining({ project, question: learned, recipe, features, seed: Number(seed) || 0 }),
    meta: { shown: "here" },
    onSuccess({ run }) {
      void client.invalidateQueries({ queryKey: ["runs", project] });
      void navigate({ to: "/p/$project/train/$run", params: { project, run } });
    },
  });
  return (
    <Dialog
      title="Train a version"
      about="On all labels outside the test and validation splits and the audit items. The labels are frozen first, so labelling can go on."
      onClose={onClose}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        {isOneOfMany && (
          <Field label="Question">
            {(id) => (
              <Select {...id} value={learned} onChange={(event) => choose(event.target.value)}>
                {questions.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <Field label="Model" hint={modelKindWords[recipe].about}>
          {(id) => (
            <Select {...id} value={recipe} onChange={(event) => setRecipe(event.target.value as ModelKindName)}>
              {modelKindNames.map((name) => (
                <option key={name} value={name}>
                  {modelKindWords[name].title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Features" hint="Characters help with typing errors, endings and other languages.">
          {(id) => (
            <Select {...id} value={features} onChange={(event) => setFeatures(event.target.value as "all" | "words")}>
              <option value="all">words and characters</option>
              <option value="words">words only, smaller and faster</option>
            </Select>
          )}
        </Field>
        <Field label="Seed" hint="The same seed and labels give the same model.">
          {(id) => (
            <TextInput {...id} type="number" min={0} value={seed} onChange={(event) => setSeed(event.target.value)} />
          )}
        </Field>
        <Problem error={start.error}>Nothing was changed.</Problem>
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" weight="go" disabled={start.isPending}>
            Train
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
