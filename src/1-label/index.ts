export { askForItems } from "./ask-for-items.ts";
export { createProject, readProject } from "./create-project.ts";
export { drawTexts } from "./draw-tasks.ts";
export { dropSnapshots } from "./drop-snapshots.ts";
export { giveLabel } from "./give-label.ts";
export { handOutTasks } from "./hand-out-tasks.ts";
export { labelJobs } from "./jobs.ts";
export { forgetLeft } from "./leave-labels.ts";
export {
  type CurrentLabel,
  currentLabels,
  forgetLive,
  liveNumber,
  storeLive,
} from "./live-state.ts";
export { mergeLabels } from "./merge-labels.ts";
export { type MergedLabels, readMerged, sumMerged } from "./merged-labels.ts";
export { readHeldOut } from "./read-held-out.ts";
export { labelNames, readLabels, readQuestion } from "./read-labels.ts";
export { answeredBlind, readMeasured } from "./read-measured.ts";
export { countItems, readProgress, shareOf } from "./read-progress.ts";
export { readExamples } from "./read-snapshot.ts";
export { type ReadText, readTexts } from "./read-texts.ts";
export { labelRoutes } from "./routes.ts";
export { countAuthors, snapshotAuthors } from "./snapshot-authors.ts";
export { stockTasks } from "./stock-tasks.ts";
export { sweepLabels } from "./sweep-labels.ts";
export type { LabelTables } from "./tables.ts";
export { type Part, type Snapshot, takeSnapshot } from "./take-snapshot.ts";
export { thinLivePoints } from "./thin-live-points.ts";
