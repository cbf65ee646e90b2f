import { Readable } from "node:stream";
import { Failure } from "#failure";
import type { Id } from "#ids";
import type { World } from "#world";
import { isShown } from "./media-type.ts";
import type { CollectTables } from "./tables.ts";

/**
 * The content of an item that is a file, as an answer: an image is shown in place, anything else is saved as a file, so that
 * nothing that somebody sent runs as a page of ours. A text is its own content.
 */
export async function readContent(
  world: Pick<World<CollectTables>, "db" | "blobs">,
  given: { workspace: Id<"workspace">; project: Id<"project">; item: Id<"item"> },
): Promise<Response> {
  const row = await world.db
    .selectFrom("item")
    .innerJoin("project", "project.dataset", "item.dataset")
    .select(["item.text", "item.blob", "item.type", "item.bytes", "item.name"])
    .where("project.id", "=", given.project)
    .where("item.id", "=", given.item)
    .executeTakeFirst();
  if (!row) throw new Failure("missing", "This project has no such item.", { field: "item" });
  const safe = { "content-security-policy": "default-src 'none'; sandbox", "x-content-type-options": "nosniff" };
  if (row.blob === null)
    return new Response(row.text ?? "", { headers: { ...safe, "content-type": "text/plain; charset=utf-8" } });
  const type = row.type ?? "application/octet-stream";
  const how = isShown(type) ? "inline" : "attachment";
  const bytes = await world.blobs.stream(given.workspace, row.blob);
  return new Response(Readable.toWeb(Readable.from(bytes)) as ReadableStream<Uint8Array>, {
    headers: {
      ...safe,
      "content-type": type,
      "content-length": String(row.bytes),
      "content-disposition": `${how}; filename*=UTF-8''${encodeURIComponent(row.name ?? given.item)}`,
      // Content never changes under its id.
      "cache-control": "private, max-age=86400, immutable",
    },
  });
}
