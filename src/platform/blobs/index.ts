export { collectBlobs, collectOrphans } from "./collect-blobs.ts";
export { folderBlobs } from "./folder-blobs.ts";
export { keepBlob, keepFile, releaseFiles, releaseProjectFiles, storeFile } from "./keep-file.ts";
export { openBlobs } from "./open-blobs.ts";
export type { FileTables } from "./tables.ts";
