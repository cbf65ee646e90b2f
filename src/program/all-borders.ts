import { locateProject } from "#collect";
import { locateEndpoint } from "#deploy";
import { credentialOf } from "#platform/access";
import { apiPrefix, type Border, problemResponse } from "#platform/http";
import { locateJob } from "#platform/jobs";
import { protocolBorders } from "#protocols";
import type { World } from "#world";
import { allRoutes, type RouteParts } from "./all-routes.ts";
import type { AllTables } from "./all-tables.ts";
import { programVersion } from "./version.ts";

/** Every language that the server speaks, ours first. */
export function allBorders(parts: RouteParts): readonly Border<World<AllTables>>[] {
  return [ours(parts), ...protocolBorders({ ...parts, version: programVersion })];
}

const ours = (parts: RouteParts): Border<World<AllTables>> => ({
  name: "handloom",
  prefixes: [apiPrefix],
  routes: allRoutes(parts),
  locators: {
    project: ({ db }, workspace, name) => locateProject(db, workspace, name),
    endpoint: ({ db }, workspace, name) => locateEndpoint(db, workspace, name),
    job: async ({ db }, workspace, id) => {
      const place = await locateJob(db, id);
      return place?.workspace === workspace ? place : undefined;
    },
  },
  noRoute: "There is no such route. /api/docs lists them.",
  credential: (request) => credentialOf(request.headers),
  problem: problemResponse,
});
