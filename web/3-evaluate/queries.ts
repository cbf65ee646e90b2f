import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { server } from "../frame/index.ts";

/** Measurements, newest first. */
export const evaluationsQuery = (project: string, question?: string) =>
  infiniteQueryOptions({
    queryKey: ["evaluations", project, question],
    queryFn: ({ pageParam }) => server.listEvaluations({ project, question, after: pageParam, limit: 50 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** One measurement with its pictures: its figures stay, the names of labels and the number of its version may change. */
export const evaluationQuery = (project: string, evaluation: string) =>
  queryOptions({
    queryKey: ["evaluation", project, evaluation],
    queryFn: () => server.readEvaluation({ project, evaluation }),
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

/** Two measurements on the same items; labels that are merged meanwhile count as one. */
export const comparisonQuery = (given: { project: string; evaluation: string; other: string }) =>
  queryOptions({
    queryKey: ["comparison", given],
    queryFn: () => server.compareEvaluations(given),
    enabled: given.evaluation !== "" && given.other !== "",
  });
