import { useCallback } from "react";
import type { Returned } from "../frame/index.ts";
import { type Canvas, Card, count, milliseconds, moment, Picture, percent, pictureStyle } from "../ui/index.ts";

type Monitor = Returned<"readMonitor">;
type Stretch = Monitor["series"][number];

/** One figure over time: how it is read, and from where on it should be looked at. */
interface SmallFigure {
  readonly name: string;
  readonly of: (stretch: Stretch) => number | undefined;
  readonly inWords: (value: number) => string;
  /** What opens an alert with as many answers as a stretch has. */
  readonly threshold?: (stretch: Stretch) => number | undefined;
  /** The top of the picture when all values are smaller. */
  readonly atLeast: number;
}

/** The figures that are watched, in the order they are shown. */
const two = (value: number) => value.toFixed(2);
const figures: readonly SmallFigure[] = [
  { name: "Requests", of: (one) => one.requests, inWords: count, atLeast: 5 },
  { name: "Latency p50", of: (one) => one.p50, inWords: milliseconds, atLeast: 2 },
  { name: "Latency p95", of: (one) => one.p95, inWords: milliseconds, atLeast: 2 },
  { name: "Errors", of: (one) => one.errors, inWords: count, atLeast: 5 },
  {
    name: "Label drift, PSI",
    of: (one) => one.labelDrift,
    inWords: two,
    threshold: (one) => one.thresholds.labelDrift,
    atLeast: 0.1,
  },
  {
    name: "Confidence drift",
    of: (one) => one.confidenceDrift,
    inWords: two,
    threshold: (one) => one.thresholds.confidenceDrift,
    atLeast: 0.1,
  },
  { name: "Mean confidence", of: (one) => one.confidence, inWords: two, atLeast: 1 },
  {
    name: "Unknown words",
    of: (one) => one.unseen,
    inWords: (value) => percent(value, 1),
    threshold: (one) => one.thresholds.unseen,
    atLeast: 0.05,
  },
];

/** Small pictures side by side: each figure over time, each point with its own threshold. */
export function Small({ of }: { of: Monitor }) {
  const shown = figures.filter(
    (figure) => figure.of(of.now) !== undefined || of.series.some((one) => figure.of(one) !== undefined),
  );
  return (
    <div className="grid grid-cols-1 gap-4 min-[480px]:grid-cols-2 xl:grid-cols-4">
      {shown.map((figure) => (
        <SmallPicture key={figure.name} figure={figure} of={of} />
      ))}
    </div>
  );
}

const height = 84;

/** How many milliseconds lie between two points. */
function stepOf([first, second]: readonly Stretch[]): number {
  return first && second ? Date.parse(second.at) - Date.parse(first.at) : 0;
}

function SmallPicture({ figure, of }: { figure: SmallFigure; of: Monitor }) {
  const now = figure.of(of.now);
  const threshold = figure.threshold?.(of.now);
  const isOver = now !== undefined && threshold !== undefined && now > threshold;
  const { series } = of;
  const draw = useCallback(
    ({ plot, width }: Canvas) => {
      const points = series.flatMap((one) => {
        const value = figure.of(one);
        return value === undefined ? [] : [{ at: new Date(one.at), value, threshold: figure.threshold?.(one) }];
      });
      // Each point has a threshold of its own size: few answers may lie further off by chance than many.
      const thresholds = points.flatMap(({ at, threshold }) =>
        threshold === undefined ? [] : [{ from: new Date(at.getTime() - stepOf(series)), to: at, threshold }],
      );
      const at = series.map((one) => new Date(one.at));
      const highest = points.flatMap((one) => [one.value * 1.08, (one.threshold ?? 0) * 1.08]);
      const top = Math.max(figure.atLeast, ...highest);
      const colour = isOver ? "var(--weld)" : "var(--indigo)";
      return plot.plot({
        width,
        height,
        margin: 5,
        marginBottom: 18,
        style: pictureStyle,
        x: { type: "time", domain: at.length > 1 ? [at[0], at.at(-1)] : undefined, label: null, ticks: 3, tickSize: 0 },
        y: { axis: null, domain: [0, top] },
        marks: [
          plot.ruleY([0], { stroke: "var(--line)" }),
          plot.ruleY(thresholds, { x1: "from", x2: "to", y: "threshold", stroke: "var(--soft)", clip: true }),
          plot.lineY(points, { x: "at", y: "value", stroke: colour, strokeWidth: 2, strokeLinejoin: "round" }),
          plot.dot(points.slice(-1), { x: "at", y: "value", r: 3.2, fill: colour }),
          plot.tip(
            points,
            plot.pointerX({
              x: "at",
              y: "value",
              title: (one: (typeof points)[number]) =>
                `${figure.inWords(one.value)}${one.threshold === undefined ? "" : `, alert above ${figure.inWords(one.threshold)}`}\n${moment(one.at.toISOString())}`,
              fill: "var(--cloth)",
              stroke: "var(--line)",
            }),
          ),
        ],
      });
    },
    [series, figure, isOver],
  );
  return (
    <Card className="!px-4 !py-3.5">
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <h2 className="!font-normal text-[13px] text-soft">{figure.name}</h2>
        <b className={`num font-[600] ${isOver ? "text-weld" : ""}`}>{now === undefined ? "–" : figure.inWords(now)}</b>
      </div>
      <Picture
        height={height}
        draw={draw}
        label={`${figure.name} over time, ${now === undefined ? "nothing now" : `now ${figure.inWords(now)}`}${isOver ? ", above its threshold" : ""}`}
      />
    </Card>
  );
}
