import { join } from "node:path";
import type { Blobs } from "#world";
import { folderBlobs } from "./folder-blobs.ts";

/** Opens the store of blobs that is set: a bucket by `s3://bucket/prefix`, else a folder of the data folder. */
export async function openBlobs(given: { data: string; blobs: string | undefined }): Promise<Blobs> {
  const { data, blobs } = given;
  if (blobs === undefined) return folderBlobs(join(data, "blobs"));
  const { hostname: bucket, pathname } = new URL(blobs);
  const path = pathname.replace(/^\/+|\/+$/g, "");
  // Who has no bucket needs nothing of this.
  const { s3Blobs } = await import("./s3-blobs.ts");
  return s3Blobs({ bucket, prefix: path === "" ? "" : `${path}/`, copies: join(data, "borrowed") });
}
