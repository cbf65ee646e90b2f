import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { server } from "../frame/index.ts";

/** Trainings, newest first. */
export const runsQuery = (project: string, question?: string) =>
  infiniteQueryOptions({
    queryKey: ["runs", project, "of", question],
    queryFn: ({ pageParam }) => server.listRuns({ project, question, after: pageParam, limit: 30 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** One training; asked again while it runs. */
export const runQuery = (project: string, run: string) =>
  queryOptions({
    queryKey: ["runs", project, "one", run],
    queryFn: () => server.readRun({ project, run }),
    refetchInterval: (query) => (["queued", "running"].includes(query.state.data?.state ?? "") ? 2000 : false),
  });

/** The log of a job; read on while it runs. */
export const linesQuery = (job: string, isRunning: boolean) =>
  queryOptions({
    queryKey: ["job", job, "lines"],
    queryFn: () => server.readJobLines({ job }),
    enabled: job !== "",
    refetchInterval: isRunning ? 1500 : false,
  });
