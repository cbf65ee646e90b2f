import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import type { PeopleTables } from "#platform/people";
import { type RegisterTables, versionNumbers } from "#register";
import type { Database, World } from "#world";
import type { EndpointView } from "./contract.ts";
import type { DeployTables } from "./tables.ts";

type Seen = Pick<World<DeployTables & RegisterTables & CollectTables & PeopleTables>, "db">;

/** The name of an endpoint in its workspace. */
export interface NamedEndpoint {
  readonly workspace: Id<"workspace">;
  readonly name: string;
}

const base = (db: Seen["db"]) =>
  db
    .selectFrom("endpoint")
    .innerJoin("project", "project.id", "endpoint.project")
    .select(["endpoint.id", "endpoint.name", "endpoint.project", "endpoint.revision", "endpoint.created_at"])
    .where("endpoint.removed_at", "is", null)
    .where("project.removed_at", "is", null);

/** The endpoints of a project, by name. */
export async function listEndpoints(world: Seen, project: Id<"project">): Promise<EndpointView[]> {
  const rows = await base(world.db)
    .where("endpoint.project", "=", project)
    .orderBy("endpoint.name")
    .limit(200)
    .execute();
  return Promise.all(rows.map((row) => view(world, row)));
}

/** One endpoint by its name. */
export async function readEndpoint(world: Seen, place: NamedEndpoint): Promise<EndpointView> {
  const row = await base(world.db)
    .where("endpoint.workspace", "=", place.workspace)
    .where("endpoint.name", "=", place.name)
    .executeTakeFirst();
  if (!row) throw new Failure("missing", `There is no endpoint "${place.name}" here.`, { field: "endpoint" });
  return view(world, row);
}

/** Where an endpoint lives, for the permission check. */
export async function locateEndpoint(
  db: Database<DeployTables & CollectTables>,
  workspace: Id<"workspace">,
  name: string,
) {
  const row = await base(db as unknown as Seen["db"])
    .where("endpoint.workspace", "=", workspace)
    .where("endpoint.name", "=", name)
    .executeTakeFirst();
  return row && { workspace, project: row.project ?? undefined };
}

type Row = Awaited<ReturnType<ReturnType<typeof base>["execute"]>>[number];

async function view(world: Seen, row: Row): Promise<EndpointView> {
  const revisions = await world.db
    .selectFrom("endpoint_revision")
    .leftJoin("person", "person.id", "endpoint_revision.made_by")
    .selectAll("endpoint_revision")
    .select("person.name as person")
    .where("endpoint", "=", row.id)
    .orderBy("revision", "desc")
    .limit(50)
    .execute();
  const versionOf = (routes: (typeof revisions)[number]["routes"] | undefined) =>
    (routes?.find((route) => route.role === "live") ?? routes?.[0])?.version;
  const numbers = await versionNumbers(
    world,
    revisions.flatMap((one) => versionOf(one.routes) ?? []),
  );
  const live = versionOf(revisions[0]?.routes) ?? "version_none";
  const answers = await world.db
    .selectFrom("version")
    .innerJoin("model", "model.id", "version.model")
    .select("model.question")
    .where("version.id", "=", live)
    .executeTakeFirst();
  return {
    id: row.id,
    name: row.name,
    project: row.project ?? "",
    question: answers?.question ?? "",
    revision: row.revision,
    version: numbers.get(live) ?? 0,
    versionId: live,
    createdAt: row.created_at.toISOString(),
    revisions: revisions.map((one) => ({
      revision: one.revision,
      version: numbers.get(versionOf(one.routes) ?? "") ?? 0,
      reason: one.reason,
      madeBy: one.person ?? (one.made_by === "local" ? "this machine" : one.made_by),
      madeAt: one.made_at.toISOString(),
    })),
  };
}
