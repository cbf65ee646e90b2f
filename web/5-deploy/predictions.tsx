import { useInfiniteQuery } from "@tanstack/react-query";
import { useProject } from "../frame/index.ts";
import { Ago, Button, Card, Empty, Pill, Problem, percent, Skeleton } from "../ui/index.ts";
import { predictionsQuery } from "./queries.ts";

/** What it was asked lately, and what it answered. */
export function Predictions({ endpoint }: { endpoint: string }) {
  const { nameOf } = useProject();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(predictionsQuery(endpoint));
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Card title="Asked lately">
      <Problem error={error} />
      {!data && !error && <Skeleton />}
      {data && rows.length === 0 && <Empty title="Nobody has asked yet" />}
      <ul className="grid gap-2.5 text-[14px]">
        {rows.map((row) => (
          <li key={row.id} className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4">
            <span className="line-clamp-2 break-words" dir="auto">
              {row.text ?? <span className="text-faint">its text was not kept</span>}
            </span>
            <span className="text-[12px] text-faint">
              <Ago at={row.at} />
            </span>
            <span className="num text-[13px] text-soft">
              <Pill>{nameOf(row.label)}</Pill> {percent(row.score)} · v{row.version}
              {row.feedback && ` · was ${nameOf(row.feedback)}`}
            </span>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button className="mt-3" onClick={() => fetchNextPage()}>
          Earlier
        </Button>
      )}
    </Card>
  );
}
