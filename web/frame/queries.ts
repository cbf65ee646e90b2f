import { queryOptions, useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { type Returned, server } from "./server.ts";

/** Who is signed in. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => server.readMe({}),
  staleTime: 60_000,
  retry: false,
});

/** The projects one may see. */
export const projectsQuery = queryOptions({ queryKey: ["projects"], queryFn: () => server.listProjects({}) });

/** A project with its questions and labels. */
export const projectQuery = (project: string) =>
  queryOptions({ queryKey: ["project", project], queryFn: () => server.readProject({ project }) });

/** The loop of a project: the ring, the navigation, what to do next. */
export const overviewQuery = (project: string) =>
  queryOptions({ queryKey: ["overview", project], queryFn: () => server.readOverview({ project }) });

/** How labelling goes. */
export const progressQuery = (project: string) =>
  queryOptions({ queryKey: ["progress", project], queryFn: () => server.readProgress({ project, zone: ownZone() }) });

/** Versions of the models, or of that of one question, newest first. */
export const versionsQuery = (project: string, question?: string) =>
  queryOptions({
    queryKey: ["versions", project, question],
    queryFn: () => server.listVersions({ project, question }),
  });

/** Endpoints of a project. */
export const endpointsQuery = (project: string) =>
  queryOptions({ queryKey: ["endpoints", project], queryFn: () => server.listEndpoints({ project }) });

/** People and their roles. */
export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: () => server.listMembers({}),
  staleTime: 60_000,
});

/** The name of somebody by their id; what is no person's id is given back as it is. */
export function useNameOf(): (id: string | undefined) => string {
  const { data } = useQuery(membersQuery);
  return (id) => data?.rows.find((one) => one.person === id)?.name ?? (id === "local" ? "this machine" : (id ?? ""));
}

/** The project that the address names; empty outside a project. */
export const useProjectId = (): string => (useParams({ strict: false }) as { project?: string }).project ?? "";

/** A part of the address by its name. */
export const useParam = (name: string): string =>
  (useParams({ strict: false }) as Record<string, string | undefined>)[name] ?? "";

/** The filters in the address. */
export const useFilters = (): Readonly<Record<string, string | undefined>> =>
  useSearch({ strict: false }) as Record<string, string | undefined>;

type Project = Returned<"readProject">;
/** A question of a project. */
export type Question = Project["questions"][number];
/** A label of a question, or a level. */
export type Label = Question["labels"][number];

/** The project of the address, its questions and the labels of all of them, as they are known now. */
export function useProject(): {
  project: Project | undefined;
  questions: readonly Question[];
  labels: readonly Label[];
  nameOf: (label: string | undefined) => string;
} {
  const { data } = useQuery(projectQuery(useProjectId()));
  const questions = data?.questions ?? [];
  const labels = questions.flatMap((question) => question.labels);
  const nameOf = (label: string | undefined) => labels.find((one) => one.id === label)?.name ?? label ?? "";
  return { project: data, questions, labels, nameOf };
}

const ranks = ["viewer", "annotator", "reviewer", "admin", "owner"] as const;
/** A role. */
export type Role = (typeof ranks)[number];

/** Whether a role may do what asks for another. */
export const mayAs = (role: Role | undefined, least: Role): boolean =>
  role !== undefined && ranks.indexOf(role) >= ranks.indexOf(least);

/** Whether the person may, in this project, do what asks for a role; what they may not is not offered. */
export function useMay(): (least: Role) => boolean {
  const { project } = useProject();
  return (least) => mayAs(project?.me.role, least);
}

/** Where this browser is, when the server knows such a zone: older names of zones are left out rather than refused. */
function ownZone(): string | undefined {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return Intl.supportedValuesOf("timeZone").includes(zone) ? zone : undefined;
}
