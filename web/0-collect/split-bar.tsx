import { Link } from "@tanstack/react-router";
import { type Returned, useProjectId } from "../frame/index.ts";
import { count, percent } from "../ui/index.ts";

type Split = Returned<"readCounts">["splits"][number]["split"];

const looks: Record<Split, { name: string; colour: string }> = {
  none: { name: "free for training", colour: "var(--indigo)" },
  train: { name: "train", colour: "var(--indigo)" },
  validation: { name: "validation", colour: "var(--edge)" },
  test: { name: "test, never trained on", colour: "var(--ink)" },
};

/** The splits as one bar: how much is free for training and how much is held apart. */
export function SplitBar({ counts }: { counts: Returned<"readCounts"> }) {
  const project = useProjectId();
  const parts = counts.splits.filter((part) => part.items > 0);
  return (
    <>
      <div aria-hidden="true" className="flex h-2.5 gap-0.5 overflow-hidden rounded-full">
        {parts.map((part) => (
          <span
            key={part.split}
            style={{
              width: `${(part.items / counts.items) * 100}%`,
              background: looks[part.split].colour,
              minWidth: 4,
            }}
          />
        ))}
      </div>
      <ul className="num mt-3 flex flex-wrap gap-x-6 gap-y-1 text-[13px]">
        {parts.map((part) => (
          <li key={part.split} className="flex items-baseline gap-2">
            <span aria-hidden="true" className="size-2 rounded-full" style={{ background: looks[part.split].colour }} />
            <Link
              to="/p/$project/collect"
              params={{ project }}
              search={{ split: part.split }}
              className="hover:underline"
            >
              {looks[part.split].name}
            </Link>
            <span className="text-soft">
              {count(part.items)} items, {percent(part.items > 0 ? part.labelled / part.items : 0)} labelled
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
