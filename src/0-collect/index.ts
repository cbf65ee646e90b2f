export { type AddedFile, addFile } from "./add-file.ts";
export { addItems } from "./add-items.ts";
export { caselessLabel, cleanLabel, labelLimit } from "./clean-label.ts";
export { fieldText } from "./content-hash.ts";
export { changeProjectRow, createProjectRow, datasetOf, markProjectRemoved } from "./create-project.ts";
export {
  endImport,
  type ImportTransaction,
  importItems,
  type TakenRow,
} from "./import-items.ts";
export { importFile } from "./jobs.ts";
export { listImports, readImport } from "./list-imports.ts";
export { locateProject } from "./permissions.ts";
export { readContent } from "./read-content.ts";
export { answerColumn, sideName } from "./reading/lift-record.ts";
export { parseJson } from "./reading/parse-json.ts";
export { type BroughtBy, deleteItems, itemsOfImport, startTakingBack } from "./remove-items.ts";
export { collectRoutes } from "./routes.ts";
export { forgetProject, removedProjects, sweepCollected } from "./sweep-project.ts";
export type { CollectTables } from "./tables.ts";
export { forgetOldUploads, startImport, uploadImport } from "./upload-import.ts";
