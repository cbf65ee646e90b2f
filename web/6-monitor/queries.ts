import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { server } from "../frame/index.ts";

/** A stretch of time that is looked at. */
export type Window = "hour" | "day" | "week";

/** How an endpoint does; asked again every half minute, since traffic sends no news. */
export const monitorQuery = (endpoint: string, window: Window) =>
  queryOptions({
    queryKey: ["monitor", endpoint, window],
    queryFn: () => server.readMonitor({ endpoint, window }),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });

/** The alerts of a project, newest first. */
export const alertsQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ["monitor", "alerts", project],
    queryFn: ({ pageParam }) => server.listAlerts({ project, after: pageParam, limit: 20 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
