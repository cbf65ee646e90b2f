import { useCallback } from "react";
import type { Returned } from "../frame/index.ts";
import { type Canvas, counted, Picture, percent, pictureStyle, withDoubt } from "../ui/index.ts";

type Progress = Returned<"readProgress">["questions"][number];

const height = 190;

/** How accuracy grew with the labels, with its band; where nothing is measured yet, what it waits for. */
export function AccuracyCurve({ progress }: { progress: Progress }) {
  const { points, needed, accuracy } = progress;
  const draw = useCallback(
    ({ plot, width }: Canvas) => {
      const last = points.at(-1);
      return plot.plot({
        width,
        height,
        marginLeft: 44,
        marginRight: 20,
        marginTop: 14,
        style: pictureStyle,
        x: {
          label: null,
          domain: [0, Math.max(50, (last?.labels ?? 0) * 1.12)],
          ticks: 5,
          tickSize: 0,
          tickFormat: (value: number) => value.toLocaleString("en-US"),
        },
        y: {
          label: null,
          domain: [Math.min(0.5, ...points.map((one) => Math.floor(one.low * 10) / 10)), 1],
          ticks: 4,
          tickSize: 0,
          grid: true,
          tickFormat: (value: number) => percent(value),
        },
        marks: [
          plot.areaY(points, {
            x: "labels",
            y1: "low",
            y2: "high",
            fill: "var(--indigo)",
            fillOpacity: 0.14,
            curve: "monotone-x",
          }),
          plot.ruleX(last ? [last] : [], {
            x: "labels",
            y1: "low",
            y2: "high",
            stroke: "var(--indigo)",
            strokeWidth: 2,
            strokeOpacity: 0.35,
          }),
          plot.lineY(points, {
            x: "labels",
            y: "value",
            stroke: "var(--indigo)",
            strokeWidth: 2.2,
            curve: "monotone-x",
          }),
          plot.dot(last ? [last] : [], { x: "labels", y: "value", r: 4, fill: "var(--indigo)" }),
          plot.text(last ? [last] : [], {
            x: "labels",
            y: "value",
            text: (one: { labels: number }) => counted(one.labels, "label"),
            dy: 0,
            dx: -10,
            textAnchor: "end",
            fill: "var(--soft)",
          }),
        ],
      });
    },
    [points],
  );
  if (points.length === 0)
    return (
      <p className="text-pretty text-[14px] text-soft">
        {needed ?? "The curve begins with the first labels: some items are kept apart to measure on."}
      </p>
    );
  return (
    <>
      <Picture
        height={height}
        draw={draw}
        label={
          accuracy ? `Accuracy by number of labels, by now ${withDoubt(accuracy)}` : "Accuracy by number of labels"
        }
      />
      {needed && <p className="mt-2 text-[13px] text-soft">{needed}</p>}
    </>
  );
}
