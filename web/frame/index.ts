export { fitness, rank } from "./find.ts";
export { isActive, JobProgress } from "./job-progress.tsx";
export { LoopMark } from "./mark.tsx";
export { measuredIn, measuredItems } from "./measured-in.ts";
export {
  endpointsQuery,
  type Label,
  mayAs,
  membersQuery,
  meQuery,
  overviewQuery,
  progressQuery,
  projectsQuery,
  type Question,
  type Role,
  useFilters,
  useMay,
  useNameOf,
  useParam,
  useProject,
  useProjectId,
  versionsQuery,
} from "./queries.ts";
export { queryClient } from "./query-client.ts";
export { QuestionChoice, useQuestion } from "./question-choice.tsx";
export { type Returned, server, statusOf, wrongWith } from "./server.ts";
export { sessionState, signIn, signOut } from "./session.ts";
export { steps } from "./steps.ts";
