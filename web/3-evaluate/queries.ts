import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { server } from "../frame/index.ts";

/** Measurements, newest first. */
export const evaluationsQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ["evaluations", project],
    queryFn: ({ pageParam }) => server.listEvaluations({ project, after: pageParam, limit: 50 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** One measurement with its pictures; it never changes. */
export const evaluationQuery = (project: string, evaluation: string) =>
  queryOptions({
    queryKey: ["evaluation", project, evaluation],
    queryFn: () => server.readEvaluation({ project, evaluation }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The items behind a cell of the matrix. */
export const judgedQuery = (given: {
  project: string;
  evaluation: string;
  actual?: string;
  predicted?: string;
  only?: "all" | "wrong";
}) =>
  infiniteQueryOptions({
    queryKey: ["judged", given],
    queryFn: ({ pageParam }) => server.listJudged({ ...given, after: pageParam, limit: 50 }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next,
  });

/** Two measurements on the same items. */
export const comparisonQuery = (given: { project: string; evaluation: string; other: string }) =>
  queryOptions({
    queryKey: ["comparison", given],
    queryFn: () => server.compareEvaluations(given),
    enabled: given.evaluation !== "" && given.other !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
