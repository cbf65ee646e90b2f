import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { measuredIn, type Returned, useFilters, useParam, useProjectId, useQuestion } from "../frame/index.ts";
import {
  Amount,
  type Canvas,
  Card,
  count,
  counted,
  type Doubtful,
  Estimate,
  Page,
  Picture,
  Pill,
  Problem,
  percent,
  pictureStyle,
  Scroll,
  Skeleton,
  TextLink,
  withDoubt,
} from "../ui/index.ts";
import { ConfusionMatrix } from "./confusion-matrix.tsx";
import { Kappa, titleOf } from "./evaluate-screen.tsx";
import { JudgedItems } from "./judged-items.tsx";
import { evaluationQuery } from "./queries.ts";

type Evaluation = Returned<"readEvaluation">;

/** Can I trust it? A sentence with its interval, bars for each label, the matrix with the items behind it, reliability. */
export function EvaluationScreen() {
  const project = useProjectId();
  const { isOneOfMany, questionName } = useQuestion();
  const { data, error } = useQuery(evaluationQuery(project, useParam("evaluation")));
  return (
    <Page
      eyebrow={
        <Link to="/p/$project/evaluate" params={{ project }} className="hover:underline">
          Measurements
        </Link>
      }
      title={
        <>
          {data ? titleOf(data) : " "} {data && isOneOfMany && <Pill>{questionName(data.question)}</Pill>}{" "}
          {data && <Pill>{measuredIn[data.split]}</Pill>}
        </>
      }
      name={data && `Evaluation of ${titleOf(data)}`}
    >
      <Problem error={error} />
      {!data && !error && <Skeleton rows={6} height={40} />}
      {data && <Detail of={data} />}
    </Page>
  );
}

function Detail({ of }: { of: Evaluation }) {
  const project = useProjectId();
  const { actual, predicted } = useFilters();
  const navigate = useNavigate();
  const name = (id: string) => of.labels.find((label) => label.id === id)?.name ?? id;
  const open = (cell: { actual: string; predicted: string } | undefined) =>
    navigate({
      to: "/p/$project/evaluate/$evaluation",
      params: { project, evaluation: of.id },
      search: cell ?? {},
      resetScroll: false,
    });
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Card className="sm:col-span-2">
        <p className="max-w-[72ch] text-pretty text-[19px] leading-snug">{of.sentence}</p>
        <div className="mt-4 flex flex-wrap gap-x-10 gap-y-3 text-[14px]">
          {of.metrics.meanAbsoluteError && (
            <>
              <Named name="mean absolute error">
                <Amount of={of.metrics.meanAbsoluteError} unit="levels" items={of.items} tooFew={of.tooFew} />
              </Named>
              <Named name="quadratic weighted kappa">
                <Kappa of={of} />
              </Named>
            </>
          )}
          <Named name={of.kind === "rating" ? "exactly right" : "right"}>
            <Estimate of={of.metrics.accuracy} items={of.items} tooFew={of.tooFew} />
          </Named>
          <Named name="macro-F1">
            <Estimate of={of.metrics.macroF1} items={of.items} tooFew={of.tooFew} />
          </Named>
          <Named name="calibration error">
            <Estimate of={of.metrics.ece} items={of.items} tooFew={of.tooFew} />
          </Named>
          <Named name="measured on">{counted(of.items, "item")}</Named>
        </div>
      </Card>
      <Card title="What it gets wrong" aside="a click shows the items" className="sm:col-span-2">
        <div className="flex flex-wrap gap-x-12 gap-y-4">
          <ConfusionMatrix of={of} chosen={actual && predicted ? { actual, predicted } : undefined} onOpen={open} />
          {of.worst.length > 0 && (
            <ul className="grid content-start gap-1.5 text-[14px]">
              {of.worst.slice(0, 8).map((pair) => (
                <li key={pair.actual + pair.predicted} className="num">
                  <TextLink
                    to="/p/$project/evaluate/$evaluation"
                    params={{ project, evaluation: of.id }}
                    search={{ actual: pair.actual, predicted: pair.predicted }}
                    resetScroll={false}
                  >
                    “{name(pair.actual)}” taken for “{name(pair.predicted)}”
                  </TextLink>{" "}
                  <span className="text-soft">{counted(pair.items, "time")}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </Card>
      {actual && predicted && (
        <Card
          title={
            actual === predicted
              ? `“${name(actual)}”, taken for what it is`
              : `“${name(actual)}” taken for “${name(predicted)}”`
          }
          aside={
            <button type="button" className="text-soft underline underline-offset-2" onClick={() => open(undefined)}>
              close
            </button>
          }
          className="sm:col-span-2"
        >
          <JudgedItems of={{ project, evaluation: of.id, actual, predicted }} />
        </Card>
      )}
      <PerLabel of={of} />
      <Reliability of={of} />
    </div>
  );
}

function Named({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <div className="num font-[560]">{children}</div>
      <div className="text-[12px] text-soft">{name}</div>
    </div>
  );
}

function PerLabel({ of }: { of: Evaluation }) {
  const isRating = of.kind === "rating";
  const rows = isRating
    ? of.perLabel
    : of.perLabel.toSorted((a, b) => Number(a.support === 0) - Number(b.support === 0) || a.f1.value - b.f1.value);
  return (
    <Card
      title={isRating ? "Each level" : "Each label"}
      aside={`F1, ${isRating ? "in their order" : "the weakest first"}; the thin line is what it may be`}
    >
      <Scroll
        name={`F1 of each ${isRating ? "level" : "label"}`}
        className="grid max-h-[420px] gap-2.5 overflow-y-auto pr-1 text-[13px]"
      >
        {rows.map((row) => (
          <div
            key={row.label}
            className="grid grid-cols-[minmax(0,34%)_1fr_88px] items-center gap-3"
            title={figuresOf(row)}
          >
            <span className="truncate" dir="auto">
              {row.name}
            </span>
            <span aria-hidden="true" className="relative h-2.5 rounded bg-sunk">
              {!row.tooFew && (
                <span
                  className="absolute inset-y-0 left-0 rounded bg-indigo"
                  style={{ width: percentWidth(row.f1.value) }}
                />
              )}
              <span
                className="absolute top-1/2 h-px bg-ink"
                style={{ left: percentWidth(row.f1.low), width: percentWidth(row.f1.high - row.f1.low) }}
              />
            </span>
            <span className="num text-right text-soft">
              {row.support === 0
                ? "no item"
                : row.tooFew
                  ? `too few to say, ${count(row.support)}`
                  : `${percent(row.f1.value)} of ${count(row.support)}`}
            </span>
          </div>
        ))}
      </Scroll>
    </Card>
  );
}

/** The figures of a label in words; of those that rest on too few items or answers, that they do. */
function figuresOf(row: Evaluation["perLabel"][number]): string {
  const told = (figure: Doubtful, tooFew: boolean) => (tooFew ? "too few to say" : withDoubt(figure));
  return [
    `precision ${told(row.precision, row.tooFewPredicted)}, of ${counted(row.predicted, "answer")}`,
    `recall ${told(row.recall, row.tooFew)}, of ${counted(row.support, "item")}`,
    `F1 ${told(row.f1, row.tooFew)}`,
  ].join("; ");
}

const percentWidth = (share: number): string => `${Math.max(0, Math.min(1, share)) * 100}%`;

function Reliability({ of }: { of: Evaluation }) {
  const { calibration } = of;
  const draw = useCallback(
    ({ plot, width }: Canvas) => {
      const bins = calibration
        .filter((bin) => bin.items > 0)
        .map((bin) => ({ ...bin, right: bin.accuracy.value, from: bin.accuracy.low, to: bin.accuracy.high }));
      const side = Math.min(width, 380);
      const scale = {
        domain: [0, 1],
        ticks: 5,
        tickSize: 0,
        tickFormat: (value: number) => percent(value),
        grid: true,
      };
      return plot.plot({
        width: side,
        height: 340,
        marginLeft: 52,
        marginBottom: 36,
        style: pictureStyle,
        x: { ...scale, label: "how sure it was", labelAnchor: "center", labelArrow: "none" },
        y: { ...scale, label: null },
        r: { range: [2.5, 7] },
        marks: [
          plot.line(
            [
              [0, 0],
              [1, 1],
            ],
            { stroke: "var(--faint)", strokeDasharray: "2 4" },
          ),
          plot.ruleX(bins, { x: "confidence", y1: "from", y2: "to", stroke: "var(--indigo)", strokeOpacity: 0.5 }),
          plot.dot(bins, { x: "confidence", y: "right", r: "items", fill: "var(--indigo)" }),
        ],
      });
    },
    [calibration],
  );
  return (
    <Card title="Are its probabilities true?" aside="on the dotted line they are">
      <Picture
        height={340}
        draw={draw}
        label={`How often it was right by how sure it was${of.tooFew ? ", on too few items to say" : `; off by ${percent(of.metrics.ece.value, 1)} on average`}`}
      />
    </Card>
  );
}
