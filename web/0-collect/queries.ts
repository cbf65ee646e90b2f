import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { server } from "../frame/index.ts";

/** What may be filtered in the list of items; each stands in the address. */
export interface ItemFilters {
  /** The name of the question that `label` and `state` are about. */
  readonly question?: string;
  readonly label?: string;
  readonly state?: "labelled" | "unlabelled";
  readonly split?: "train" | "validation" | "test" | "none";
  readonly search?: string;
}

/** The items of a project, page after page. */
export const itemsQuery = (project: string, filters: ItemFilters) =>
  infiniteQueryOptions({
    queryKey: ["items", project, filters],
    queryFn: ({ pageParam, signal }) =>
      server.listItems({ project, ...filters, after: pageParam, limit: 100 }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** How many items there are, by split, and by question and label. */
export const countsQuery = (project: string) =>
  queryOptions({ queryKey: ["counts", project], queryFn: () => server.readCounts({ project }) });

/** Imports, newest first. */
export const importsQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ["imports", project],
    queryFn: ({ pageParam }) => server.listImports({ project, after: pageParam, limit: 30 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** One import; asked again while it runs. */
export const importQuery = (project: string, id: string) =>
  queryOptions({
    queryKey: ["imports", project, "one", id],
    queryFn: () => server.readImport({ project, import: id }),
    refetchInterval: (query) => (query.state.data?.state === "running" ? 2000 : false),
  });

/** Frozen states of the data, newest first. */
export const snapshotsQuery = (project: string) =>
  queryOptions({ queryKey: ["snapshots", project], queryFn: () => server.listSnapshots({ project }) });
