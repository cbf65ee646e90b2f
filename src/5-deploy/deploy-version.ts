import { setTimeout as sleep } from "node:timers/promises";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import type { LabelTables } from "#label";
import { json, lockInTransaction, notify, transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { type PeopleTables, record } from "#platform/people";
import { type RegisterTables, readVersion } from "#register";
import type { VersionView } from "#register/contract";
import type { TrainTables } from "#train";
import type { Database, World } from "#world";
import { type NamedEndpoint, readEndpoint } from "./read-endpoints.ts";
import { aliveMilliseconds } from "./remove-endpoints.ts";
import type { DeployTables, EndpointRoute } from "./tables.ts";

type Tables = DeployTables & RegisterTables & TrainTables & LabelTables & CollectTables & EventTables & PeopleTables;
type Seen = Pick<World<Tables>, "db" | "clock">;

const confirmMilliseconds = 10_000;

/** Who deploys, and why. */
export interface By {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly by: string;
  readonly reason: string;
  readonly address?: string | undefined;
}

/**
 * Makes an endpoint (new or not) serve a version; resolves when every live server has confirmed it. An endpoint answers one
 * question for good: who asks it would not notice that the answers mean something else.
 */
export async function deployVersion(
  world: Seen,
  given: By & { name: string; version: string; question?: string | undefined },
) {
  const answered = await answeredQuestion(world, given);
  const version = await readVersion(world, { ...given, question: given.question ?? answered });
  if (version.approval === "rejected")
    throw new Failure("conflict", `Version ${version.number} was rejected. Approve it first, or deploy another.`, {
      field: "version",
    });
  const routes: EndpointRoute[] = [{ version: version.id as Id<"version">, share: 1, role: "live" }];
  const made = await transaction(world.db, async (db) => {
    await lockInTransaction(db, `endpoint ${given.workspace} ${given.name}`);
    // Asked under the lock: somebody may have made it a moment ago, for another question.
    refuseOther(await answeredQuestion({ ...world, db }, given), given.name, version);
    const endpoint = await findOrMake(db, given);
    const { number, question } = version;
    return revise({ ...world, db }, { ...given, endpoint, routes, version: number, question });
  });
  return confirmed(world, { ...made, workspace: given.workspace, name: given.name });
}

function refuseOther(answered: string | undefined, name: string, version: VersionView): void {
  if (answered === undefined || version.question === answered) return;
  throw new Failure(
    "conflict",
    `The endpoint "${name}" answers another question than version ${version.number}. Choose another name.`,
    { field: "name" },
  );
}

/** Serves again what an earlier revision served. */
export async function rollBack(world: Seen, given: By & { name: string; revision: number | undefined }) {
  const made = await transaction(world.db, async (db) => {
    await lockInTransaction(db, `endpoint ${given.workspace} ${given.name}`);
    const now = await db
      .selectFrom("endpoint")
      .select(["id", "revision"])
      .where("workspace", "=", given.workspace)
      .where("name", "=", given.name)
      .where("removed_at", "is", null)
      .executeTakeFirstOrThrow();
    const row = await revisionToServe(db, { endpoint: now.id, before: now.revision, wanted: given.revision });
    const reason = given.reason || `back to revision ${row.revision}`;
    const { question } = await readEndpoint({ db }, given);
    return revise(
      { ...world, db },
      { ...given, reason, endpoint: now, routes: row.routes, version: undefined, question },
    );
  });
  return confirmed(world, { ...made, workspace: given.workspace, name: given.name });
}

/** The revision that was asked for, or the last one before that of now whose versions may serve: what was rejected since does not. */
async function revisionToServe(
  db: Database<Tables>,
  given: { endpoint: Id<"endpoint">; before: number; wanted: number | undefined },
): Promise<{ revision: number; routes: readonly EndpointRoute[] }> {
  let query = db.selectFrom("endpoint_revision").select(["revision", "routes"]).where("endpoint", "=", given.endpoint);
  query =
    given.wanted === undefined
      ? query.where("revision", "<", given.before)
      : query.where("revision", "=", given.wanted);
  const rows = await query.orderBy("revision", "desc").limit(200).execute();
  const versions = [...new Set(rows.flatMap((row) => row.routes.map((route) => route.version)))];
  const rejected = await db
    .selectFrom("version")
    .select(["id", "number"])
    .where("id", "in", versions.length > 0 ? versions : ["version_none"])
    .where("approval", "=", "rejected")
    .execute();
  const numberOf = new Map(rejected.map((row) => [row.id, row.number]));
  const isFine = (row: { routes: readonly EndpointRoute[] }) =>
    !row.routes.some((route) => numberOf.has(route.version));
  const found = rows.find(isFine);
  if (found) return found;
  const number = rows[0]?.routes.map((route) => numberOf.get(route.version)).find((one) => one !== undefined);
  if (number !== undefined)
    throw new Failure("conflict", `Version ${number} was rejected since. Approve it first, or deploy another.`, {
      field: "revision",
    });
  const none =
    given.wanted === undefined
      ? "There is no earlier revision to go back to."
      : `There is no revision ${given.wanted}.`;
  throw new Failure("invalid", none, { field: "revision" });
}

/** The question that an endpoint of this project answers so far; none where there is no such endpoint yet. */
async function answeredQuestion(world: Seen, given: By & { name: string }): Promise<string | undefined> {
  const row = await world.db
    .selectFrom("endpoint")
    .select("name")
    .where("project", "=", given.project)
    .where("name", "=", given.name)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return row && (await readEndpoint(world, { workspace: given.workspace, name: row.name })).question;
}

async function findOrMake(
  db: Database<Tables>,
  given: By & { name: string },
): Promise<{ id: Id<"endpoint">; revision: number }> {
  const known = await db
    .selectFrom("endpoint")
    .select(["id", "revision", "project"])
    .where("workspace", "=", given.workspace)
    .where("name", "=", given.name)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (known && known.project !== given.project)
    throw new Failure("conflict", `Another project has an endpoint "${given.name}". Choose another name.`, {
      field: "name",
    });
  if (known) return known;
  const id = newId("endpoint");
  await db
    .insertInto("endpoint")
    .values({ id, workspace: given.workspace, project: given.project, name: given.name, removed_at: null })
    .execute();
  return { id, revision: 0 };
}

interface Revising extends By {
  readonly name: string;
  readonly endpoint: { readonly id: Id<"endpoint">; readonly revision: number };
  readonly routes: readonly EndpointRoute[];
  readonly version: number | undefined;
  readonly question: string;
}

async function revise(world: Seen, given: Revising): Promise<{ endpoint: Id<"endpoint">; revision: number }> {
  const { id } = given.endpoint;
  const revision = given.endpoint.revision + 1;
  await world.db
    .insertInto("endpoint_revision")
    .values({ endpoint: id, revision, routes: json(given.routes), reason: given.reason, made_by: given.by })
    .execute();
  await world.db.updateTable("endpoint").set({ revision }).where("id", "=", id).execute();
  const facts = { endpoint: given.name, revision, version: given.version, question: given.question };
  await record(world, {
    workspace: given.workspace,
    project: given.project,
    actor: given.by,
    act: "endpoint.deployed",
    object: id,
    facts,
    address: given.address,
  });
  await announce(world, { kind: "endpoint.deployed", workspace: given.workspace, project: given.project, facts });
  await tell(world.db, given);
  return { endpoint: id, revision };
}

const tell = (db: Database<Tables>, given: By): Promise<void> =>
  notify(db, "handloom", { kind: "endpoints.changed", workspace: given.workspace, project: given.project });

/** Waits until every server that is alive serves a revision, at most ten seconds. */
async function confirmed(world: Seen, made: NamedEndpoint & { endpoint: Id<"endpoint">; revision: number }) {
  const until = performance.now() + confirmMilliseconds;
  for (;;) {
    const alive = await world.db
      .selectFrom("server")
      .select("confirmed")
      .where("seen_at", ">", new Date(world.clock.now().getTime() - aliveMilliseconds))
      .execute();
    const late = alive.filter(
      (row) => ((row.confirmed as Record<string, number>)[made.endpoint] ?? 0) < made.revision,
    ).length;
    if (late === 0 || performance.now() > until)
      return { endpoint: await readEndpoint(world, made), servers: alive.length - late, late };
    await sleep(25);
  }
}
