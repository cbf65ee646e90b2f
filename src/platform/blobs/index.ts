export { folderBlobs } from "./folder-blobs.ts";
