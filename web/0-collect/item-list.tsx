import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { type Question, type Returned, useProject, useProjectId } from "../frame/index.ts";
import { Ago, bytes, Pill } from "../ui/index.ts";

type Row = Returned<"listItems">["rows"][number];

const rowHeight = 56;

/** Which rows of a long list stand in the window, with some above and below. */
export function inSight(given: { top: number; height: number; rows: number }): { from: number; to: number } {
  const from = Math.max(0, Math.floor(-given.top / rowHeight) - 10);
  const to = Math.min(given.rows, Math.ceil((given.height - given.top) / rowHeight) + 10);
  return { from: Math.min(from, given.rows), to: Math.max(to, Math.min(from, given.rows)) };
}

/** The items as rows; only those in sight are drawn, so that a million of them scroll like ten. */
export function ItemList({ rows, onEnd }: { rows: readonly Row[]; onEnd: (() => unknown) | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ from: 0, to: 30 });
  const end = useRef(onEnd);
  end.current = onEnd;
  useEffect(() => {
    const look = () => {
      const top = place.current?.getBoundingClientRect().top ?? 0;
      const next = inSight({ top, height: window.innerHeight, rows: rows.length });
      setSeen((known) => (known.from === next.from && known.to === next.to ? known : next));
      if (next.to >= rows.length - 5) end.current?.();
    };
    look();
    window.addEventListener("scroll", look, { passive: true });
    window.addEventListener("resize", look);
    return () => {
      window.removeEventListener("scroll", look);
      window.removeEventListener("resize", look);
    };
  }, [rows.length]);
  return (
    <div
      ref={place}
      className="relative overflow-hidden rounded-[10px] border border-line bg-cloth"
      style={{ height: rows.length * rowHeight + 1 }}
    >
      <ul style={{ transform: `translateY(${seen.from * rowHeight}px)` }}>
        {rows.slice(seen.from, seen.to).map((row) => (
          <ItemRow key={row.id} row={row} />
        ))}
      </ul>
    </div>
  );
}

/** An answer in a word: the name of its label, or the question and the level. */
function saidIn(questions: readonly Question[], answer: Pick<Row["answers"][number], "question" | "label">): string {
  const question = questions.find((one) => one.id === answer.question);
  if (question?.kind === "rating") return `${question.name} ${answer.label}`;
  return question?.labels.find((one) => one.id === answer.label)?.name ?? answer.label;
}

function ItemRow({ row }: { row: Row }) {
  const project = useProjectId();
  const { questions } = useProject();
  const at = row.answers
    .map((one) => one.at)
    .toSorted()
    .at(-1);
  return (
    <li style={{ height: rowHeight }}>
      <Link
        to="/p/$project/items/$item"
        params={{ project, item: row.id }}
        className="grid h-full grid-cols-[minmax(0,1fr)_minmax(0,40%)] items-center gap-4 border-line border-b px-4 text-[14px] hover:bg-sunk sm:grid-cols-[minmax(0,1fr)_minmax(200px,24%)_72px_56px]"
      >
        {row.file ? (
          <span className="min-w-0 leading-snug">
            <span className="block truncate" dir="auto">
              {row.file.name}
            </span>
            <span className="num block truncate text-[12px] text-faint">
              {row.file.type}, {bytes(row.file.bytes)}
            </span>
          </span>
        ) : (
          <span className="line-clamp-2 break-words leading-snug" dir="auto">
            {row.text}
          </span>
        )}
        <span className="flex max-h-[46px] min-w-0 flex-wrap gap-1 overflow-hidden">
          {row.answers.map((answer) => (
            <Pill key={answer.question}>{saidIn(questions, answer)}</Pill>
          ))}
        </span>
        <span className="truncate text-[12px] text-faint max-sm:hidden">{row.split}</span>
        <span className="text-right text-[12px] text-faint max-sm:hidden">{at && <Ago at={at} />}</span>
      </Link>
    </li>
  );
}
