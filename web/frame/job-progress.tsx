import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { Button, Card, counted, duration, Problem } from "../ui/index.ts";
import { type Returned, server } from "./server.ts";

type Job = Returned<"readJob">;

/** A job with its progress; asked again while it runs, in case no live event arrives. */
const jobQuery = (job: string) =>
  queryOptions({
    queryKey: ["job", job],
    queryFn: () => server.readJob({ job }),
    enabled: job !== "",
    refetchInterval: (query) => (isActive(query.state.data) ? 2000 : false),
  });

/** Whether a job still waits or works. */
export const isActive = (job: Pick<Job, "state"> | undefined): boolean =>
  job === undefined || job.state === "queued" || job.state === "running";

/** The seconds a job will still take, judged by what it has done so far; nothing while that says little. */
export function secondsLeft(job: Pick<Job, "done" | "total" | "startedAt">, now: number): number | undefined {
  if (job.total === undefined || job.startedAt === undefined || job.done <= 0 || job.done >= job.total)
    return undefined;
  const gone = (now - Date.parse(job.startedAt)) / 1000;
  return gone < 1 ? undefined : (gone / job.done) * (job.total - job.done);
}

/** Long work as it goes: what it does, how far it is, how long it will take, and a way to stop it. It goes on when the page is left. */
export function JobProgress({ job, unit }: { job: string; unit?: string }) {
  const { data, error } = useQuery(jobQuery(job));
  const cancel = useMutation({ mutationFn: () => server.cancelJob({ job }) });
  if (error) return <Problem error={error} />;
  if (data?.state === "failed") return <Problem error={data.error ?? data.message}>Nothing else was changed.</Problem>;
  if (data && !isActive(data)) return null;
  const left = data && secondsLeft(data, Date.now());
  const share = data?.total ? Math.min(1, data.done / data.total) : undefined;
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <p className="font-[560]">{data?.title ?? "Starting"}</p>
          <p className="num text-[13px] text-soft" aria-live="polite">
            {[
              data?.state === "queued" ? "Waiting for its turn" : data?.message,
              unit && data ? counted(data.done, unit) : undefined,
              left !== undefined && `${duration(left)} left`,
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <Button onClick={() => cancel.mutate()} disabled={cancel.isPending}>
          Cancel
        </Button>
      </div>
      <div
        role="progressbar"
        aria-label={data?.title ?? "Progress"}
        aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        className="mt-3 h-1.5 overflow-hidden rounded-full bg-sunk"
      >
        <div
          className="h-full rounded-full bg-indigo transition-[width] duration-500"
          style={{ width: share === undefined ? "100%" : `${share * 100}%`, opacity: share === undefined ? 0.35 : 1 }}
        />
      </div>
      <p className="mt-2 text-[12px] text-faint">It goes on when you leave this page.</p>
    </Card>
  );
}
