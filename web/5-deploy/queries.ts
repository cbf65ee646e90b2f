import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { server } from "../frame/index.ts";

/** An endpoint and its revisions. */
export const endpointQuery = (endpoint: string) =>
  queryOptions({ queryKey: ["endpoint", endpoint], queryFn: () => server.readEndpoint({ endpoint }) });

/** What it was asked, newest first; asked again every few seconds, since traffic sends no news. */
export const predictionsQuery = (endpoint: string) =>
  infiniteQueryOptions({
    queryKey: ["predictions", endpoint],
    queryFn: ({ pageParam }) => server.listPredictions({ endpoint, after: pageParam, limit: 10 }),
    initialPageParam: undefined as string | undefined,
    refetchInterval: 4000,
    getNextPageParam: (page) => page.next,
  });
