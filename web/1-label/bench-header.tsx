import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { progressQuery, useProject, useProjectId } from "../frame/index.ts";
import { count, honestPercent, joinClasses, KeyCap, likely, plusMinus } from "../ui/index.ts";
import type { SaveState } from "./save-buffer.ts";

/** The thread of progress, whose items these are, whether all is saved, and how good the model is by now. */
export function BenchHeader({
  saving,
  question,
  onGuideline,
  hasKey,
}: {
  saving: SaveState;
  /** The question that is asked, whose live model is told of. */
  question: string | undefined;
  onGuideline: () => void;
  hasKey: boolean;
}) {
  const id = useProjectId();
  const { project } = useProject();
  const { data } = useQuery(progressQuery(id));
  const accuracy = data?.questions.find((one) => one.question === question)?.accuracy;
  const share = data && data.items > 0 ? data.labelled / data.items : 0;
  return (
    <header>
      <div
        role="progressbar"
        aria-label="Labelled"
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={data && `${count(data.labelled)} of ${count(data.items)}`}
        className="h-[3px] bg-sunk"
      >
        <div className="h-full bg-indigo transition-[width]" style={{ width: `${share * 100}%` }} />
      </div>
      <div className="flex items-center justify-between gap-3.5 px-4.5 py-2.5 sm:px-5.5">
        <div className="flex min-w-0 items-center gap-2.5">
          <Link
            to="/p/$project"
            params={{ project: id }}
            aria-label="Back to the overview"
            className="-m-2 grid size-9 shrink-0 place-content-center rounded-lg text-soft hover:bg-sunk max-sm:size-11"
          >
            ←
          </Link>
          <span className="truncate font-[600]" dir="auto">
            {project?.name}
          </span>
          {data && (
            <span className="num whitespace-nowrap text-[13px] text-soft max-sm:hidden">
              {count(data.labelled)} of {count(data.items)}
            </span>
          )}
        </div>
        <div className="flex shrink-0 items-center gap-3 text-[13px] text-soft">
          <Saving {...saving} />
          {accuracy && (
            <span
              className="num whitespace-nowrap"
              title={`accurate, ${likely(accuracy)}, measured on ${count(accuracy.items)} items it never learned from`}
            >
              {honestPercent(accuracy)} {plusMinus(accuracy)}
            </span>
          )}
          <button
            type="button"
            onClick={onGuideline}
            className="flex min-h-9 items-center gap-1.5 rounded-lg px-1.5 hover:bg-sunk hover:text-ink max-sm:hidden"
          >
            guideline {hasKey && <KeyCap>G</KeyCap>}
          </button>
        </div>
      </div>
    </header>
  );
}

function Saving({ unsaved, trouble }: SaveState) {
  const isAway = trouble === "trying again";
  return (
    <span
      role="status"
      className={joinClasses("flex items-center gap-1.5 whitespace-nowrap", isAway && "text-weld")}
      title={
        isAway
          ? "The server does not answer. Go on: your answers are kept in this browser and sent as soon as it does."
          : undefined
      }
    >
      <span
        aria-hidden="true"
        className={joinClasses("size-[7px] rounded-full", isAway ? "bg-weld" : unsaved > 0 ? "bg-edge" : "bg-moss")}
      />
      <span className="num min-w-11">
        {isAway ? `${unsaved} kept here, trying again` : unsaved > 0 ? "saving" : "saved"}
      </span>
    </span>
  );
}
