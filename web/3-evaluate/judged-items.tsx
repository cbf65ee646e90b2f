import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, counted, Problem, percent, Skeleton } from "../ui/index.ts";
import { judgedQuery } from "./queries.ts";

/** The items behind a cell, those it was surest of first. */
export function JudgedItems({
  of,
}: {
  of: { project: string; evaluation: string; actual?: string; predicted?: string };
}) {
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(judgedQuery(of));
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  if (error) return <Problem error={error} />;
  if (!data) return <Skeleton rows={3} />;
  return (
    <>
      <p className="mb-2 text-[13px] text-soft">{counted(data.pages[0]?.total ?? 0, "item")}, the surest first</p>
      <ul className="grid gap-px">
        {rows.map((row) => (
          <li key={row.item}>
            <Link
              to="/p/$project/items/$item"
              params={{ project: of.project, item: row.item }}
              className="flex items-baseline justify-between gap-4 rounded-md px-2 py-2 text-[14px] hover:bg-sunk"
            >
              <span className="line-clamp-2 min-w-0 break-words" dir="auto">
                {row.text}
              </span>
              <span className="num text-[13px] text-soft">{percent(row.score)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button className="mt-3" onClick={() => fetchNextPage()}>
          More
        </Button>
      )}
    </>
  );
}
