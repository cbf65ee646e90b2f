import { joinClasses, KeyCap, percent } from "../ui/index.ts";
import type { LabelRow } from "./label-rows.ts";

interface Given {
  readonly rows: readonly LabelRow[];
  /** The level that is chosen now, and the one that was taken back. */
  readonly chosen: string | undefined;
  readonly previous: string | undefined;
  readonly lowest: string | undefined;
  readonly highest: string | undefined;
  readonly onChoose: (level: string) => void;
}

/** The levels of a rating from the lowest to the highest, each under its digit; how probable the model finds one fills it. */
export function RatingScale({ rows, chosen, previous, lowest, highest, onChoose }: Given) {
  const levels = rows.toSorted((one, other) => one.label.position - other.label.position);
  const suggested = rows[0]?.share === undefined ? undefined : rows[0].label.id;
  return (
    <div className="grid gap-1.5">
      <div className="grid auto-cols-fr grid-flow-col gap-1">
        {levels.map(({ label, share }) => (
          <button
            key={label.id}
            type="button"
            onClick={() => onChoose(label.id)}
            aria-pressed={chosen === label.id}
            title={label.description || undefined}
            aria-label={[
              `${label.name} of ${levels.length}`,
              label.description,
              share === undefined ? "" : `the model says ${percent(share)}`,
              label.id === previous ? "your earlier answer" : "",
            ]
              .filter((part) => part !== "")
              .join(", ")}
            className={joinClasses(
              "relative grid h-16 min-w-0 place-content-center justify-items-center overflow-hidden rounded-lg border",
              chosen === label.id
                ? "border-indigo bg-indigo text-cloth"
                : suggested === label.id
                  ? "border-indigo bg-indigo-wash"
                  : "border-line hover:bg-sunk",
              label.id === previous &&
                chosen === undefined &&
                "outline-2 outline-edge outline-dashed -outline-offset-4",
            )}
          >
            {chosen !== label.id && (
              <span
                aria-hidden="true"
                className={joinClasses(
                  "absolute inset-x-0 bottom-0",
                  suggested === label.id ? "bg-indigo-fill" : "bg-sunk",
                )}
                style={{ height: `${(share ?? 0) * 100}%` }}
              />
            )}
            <span className="relative">
              <KeyCap on={chosen === label.id ? "indigo" : "cloth"}>{label.name}</KeyCap>
            </span>
            {share !== undefined && (
              <span
                className={joinClasses("num relative text-[11px]", chosen === label.id ? "text-current" : "text-soft")}
              >
                {percent(share)}
              </span>
            )}
          </button>
        ))}
      </div>
      {(lowest || highest) && (
        <p className="flex justify-between gap-4 text-[13px] text-soft" dir="auto">
          <span>{lowest}</span>
          <span className="text-right">{highest}</span>
        </p>
      )}
    </div>
  );
}
