import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { isActive, JobProgress, type Returned, server, useNameOf } from "../frame/index.ts";
import { Ago, Button, Empty, Pill, Problem, Skeleton, Table, type Tone } from "../ui/index.ts";
import { SettingsFrame } from "./settings-frame.tsx";

const jobsQuery = infiniteQueryOptions({
  queryKey: ["jobs"],
  queryFn: ({ pageParam }) => server.listJobs({ after: pageParam, limit: 50 }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next,
  refetchInterval: 5000,
});

const tones: Record<Returned<"readJob">["state"], Tone> = {
  queued: "plain",
  running: "ours",
  done: "fine",
  failed: "broken",
  cancelled: "plain",
};

/** What is the server doing? Work under way with its progress, and what has ended. */
export function WorkScreen() {
  const nameOf = useNameOf();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(jobsQuery);
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const ended = rows.filter((row) => !isActive(row));
  return (
    <SettingsFrame view="work">
      <div className="grid gap-4">
        <Problem error={error} />
        {!data && !error && <Skeleton rows={4} height={30} />}
        {rows.filter(isActive).map((row) => (
          <JobProgress key={row.id} job={row.id} />
        ))}
        {data && rows.length === 0 && <Empty title="Nothing was done in the background yet" />}
        {ended.length > 0 && (
          <Table
            name="Background work that has ended"
            columns={[{ name: "What" }, { name: "State" }, { name: "Asked by" }, { name: "When", align: "right" }]}
          >
            {ended.map((row) => (
              <tr key={row.id}>
                <td className="max-w-[60ch] break-words">
                  {row.title}
                  {row.error && <span className="block text-[13px] text-madder">{row.error}</span>}
                </td>
                <td>
                  <Pill tone={tones[row.state]}>{row.state}</Pill>
                </td>
                <td className="text-soft">{nameOf(row.askedBy)}</td>
                <td className="text-right text-soft">
                  <Ago at={row.createdAt} />
                </td>
              </tr>
            ))}
          </Table>
        )}
        {hasNextPage && <Button onClick={() => fetchNextPage()}>Earlier</Button>}
      </div>
    </SettingsFrame>
  );
}
