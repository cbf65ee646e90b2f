import { paged } from "#platform/database";
import { handle, projectOf, type Route } from "#platform/http";
import type { JobTables } from "#platform/jobs";
import type { World } from "#world";
import * as contract from "./contract.ts";
import { listImports, readImport, readRejects } from "./list-imports.ts";
import { previewImport } from "./preview-import.ts";
import type { CollectTables } from "./tables.ts";
import { dropImport, startImport, uploadImport } from "./upload-import.ts";

/** The routes of collecting. */
export const collectRoutes: readonly Route<World<CollectTables & JobTables>>[] = [
  handle(contract.uploadImport, (world, { query, body, place, who, ...asked }) =>
    uploadImport(world, {
      workspace: place.workspace,
      project: projectOf({ place, ...asked }),
      name: query.name,
      format: query.format,
      askedBy: who.id,
      body,
    }),
  ),
  handle(contract.previewImport, (world, asked) =>
    previewImport(world, {
      project: projectOf(asked),
      import: asked.params.import,
      wanted: asked.query,
    }),
  ),
  handle(contract.startImport, (world, asked) =>
    startImport(world, {
      project: projectOf(asked),
      workspace: asked.place.workspace,
      import: asked.params.import,
      options: asked.body,
      askedBy: asked.who.id,
    }),
  ),
  handle(contract.listImports, (world, asked) =>
    paged(asked.query.limit, (limit) =>
      listImports(world, { project: projectOf(asked), after: asked.query.after, limit }),
    ),
  ),
  handle(contract.readImport, (world, asked) =>
    readImport(world, { project: projectOf(asked), import: asked.params.import }),
  ),
  handle(contract.readRejects, async (world, asked) => {
    const bytes = await readRejects(world, { project: projectOf(asked), import: asked.params.import });
    return new Response(new Uint8Array(bytes), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="rejected.csv"',
      },
    });
  }),
  handle(contract.dropImport, async (world, asked) => {
    await dropImport(world, { project: projectOf(asked), import: asked.params.import });
    return {};
  }),
];
