export { giveAnswers } from "./annotations/give-answers.ts";
export { countAnswered, countItems, readProgress, shareOf } from "./items/read-progress.ts";
export { type ReadText, readTexts } from "./items/read-texts.ts";
export { labelJobs } from "./jobs.ts";
export {
  type CurrentLabel,
  currentLabels,
  forgetLive,
  liveNumber,
  storeLive,
} from "./live/live-state.ts";
export { thinLivePoints } from "./live/thin-live-points.ts";
export { createProject, readProject } from "./questions/create-project.ts";
export { forgetLeft } from "./questions/leave-labels.ts";
export { mergeLabels } from "./questions/merge-labels.ts";
export { type MergedLabels, readMerged, sumMerged } from "./questions/merged-labels.ts";
export {
  labelNames,
  type Question,
  questionOf,
  readLabels,
  readQuestion,
  readQuestions,
  viewQuestion,
} from "./questions/read-labels.ts";
export { labelRoutes } from "./routes.ts";
export { dropSnapshots } from "./snapshots/drop-snapshots.ts";
export { readHeldOut } from "./snapshots/read-held-out.ts";
export { answeredBlind, readMeasured } from "./snapshots/read-measured.ts";
export { readExamples } from "./snapshots/read-snapshot.ts";
export { countAuthors, snapshotAuthors } from "./snapshots/snapshot-authors.ts";
export { type Part, takeSnapshot } from "./snapshots/take-snapshot.ts";
export { sweepLabels } from "./sweep-labels.ts";
export type { LabelTables } from "./tables.ts";
export { askForItems } from "./tasks/ask-for-items.ts";
export { drawTexts } from "./tasks/draw-tasks.ts";
export { handOutTasks } from "./tasks/hand-out-tasks.ts";
export { stockTasks } from "./tasks/stock-tasks.ts";
