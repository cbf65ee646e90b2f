import { keepPreviousData, queryOptions } from "@tanstack/react-query";
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
