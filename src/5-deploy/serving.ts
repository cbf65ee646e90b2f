import type { QuestionKind } from "#answers/contract";
import type { CollectTables } from "#collect";
import { sentenceOf } from "#failure";
import { type Id, newId } from "#ids";
import { type LabelTables, labelNames, readMerged, readQuestion } from "#label";
import { openModel, type Predictor, predictorFor } from "#models";
import { json } from "#platform/database";
import { type RegisterTables, versionParts } from "#register";
import type { World } from "#world";
import type { DeployTables, EndpointRoute } from "./tables.ts";

type Seen = Pick<World<DeployTables & RegisterTables & LabelTables & CollectTables>, "db" | "blobs" | "log" | "clock">;

/** An endpoint that this server answers for. */
export interface Served {
  readonly endpoint: Id<"endpoint">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly name: string;
  readonly revision: number;
  readonly version: Id<"version">;
  readonly versionNumber: number;
  /** The version as it was stored. */
  readonly stored: Predictor;
  /** The version as it answers its question: classes whose labels were merged are one. */
  readonly predictor: Predictor;
  readonly kind: QuestionKind;
  /** Names of the labels in the order of the classes. */
  readonly names: readonly string[];
}

/** The endpoints of this server, kept as the database has them. */
export interface Serving {
  find(workspace: Id<"workspace">, name: string): Served | undefined;
  /** Looks at the database now: called on its news, and every two seconds in any case. */
  refresh(): Promise<void>;
  /** Tells that labels of a project have other names now, or were merged; "all" where nobody knows of which projects. */
  renamed(project: Id<"project"> | "all"): void;
  stop(): Promise<void>;
}

const pollMilliseconds = 2000;

/** Starts serving: loads every endpoint's version, says so in the list of servers, and follows changes without dropping a request. */
export async function startServing(world: Seen, address: string): Promise<Serving> {
  const server = newId("server");
  let served = new Map<string, Served>();
  let running: Promise<void> = Promise.resolve();
  let renamed = new Set<Id<"project"> | "all">();
  await world.db
    .insertInto("server")
    .values({ id: server, address, seen_at: world.clock.now(), confirmed: json({}) })
    .execute();

  const look = async (): Promise<void> => {
    const named = renamed;
    renamed = new Set();
    try {
      served = await servedNow(world, { served, named });
    } catch (thrown) {
      // What was renamed is still to be looked at.
      for (const one of named) renamed.add(one);
      throw thrown;
    }
    const confirmed = Object.fromEntries([...served.values()].map((one) => [one.endpoint, one.revision]));
    const row = { seen_at: world.clock.now(), confirmed: json(confirmed) };
    await world.db
      .insertInto("server")
      .values({ id: server, address, ...row })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
      .execute();
  };
  const refresh = (): Promise<void> => {
    running = running
      .then(look)
      .catch((thrown) =>
        world.log.warn({ error: sentenceOf(thrown) }, "The endpoints could not be read; trying again."),
      );
    return running;
  };
  await refresh();
  const timer = setInterval(() => void refresh(), pollMilliseconds);
  return {
    find: (workspace, name) => served.get(`${workspace} ${name}`),
    refresh,
    renamed(project) {
      renamed.add(project);
      void refresh();
    },
    async stop() {
      clearInterval(timer);
      await running;
      await world.db
        .deleteFrom("server")
        .where("id", "=", server)
        .execute()
        .catch(() => undefined);
    },
  };
}

interface Known {
  readonly served: ReadonlyMap<string, Served>;
  /** The projects whose labels changed since. */
  readonly named: ReadonlySet<Id<"project"> | "all">;
}

/** What is to be served now: of what was served so far, only that is read again which changed. */
async function servedNow(world: Seen, { served, named }: Known): Promise<Map<string, Served>> {
  const next = new Map<string, Served>();
  for (const row of await wanted(world)) {
    const place = `${row.workspace} ${row.name}`;
    const known = served.get(place);
    const kept = () => known && withNames(world, known, named);
    const isKept = known && known.endpoint === row.id && known.revision === row.revision;
    const one = isKept
      ? await kept()
      : await open(world, row).catch((thrown) => {
          world.log.error(
            { endpoint: row.name, error: thrown },
            `An endpoint's version could not be loaded: ${sentenceOf(thrown)}`,
          );
          return kept();
        });
    if (one) next.set(place, one);
  }
  return next;
}

interface Wanted {
  readonly id: Id<"endpoint">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project"> | null;
  readonly name: string;
  readonly revision: number;
  readonly routes: readonly EndpointRoute[];
}

function wanted(world: Pick<Seen, "db">): Promise<Wanted[]> {
  return world.db
    .selectFrom("endpoint")
    .innerJoin("endpoint_revision", (join) =>
      join
        .onRef("endpoint_revision.endpoint", "=", "endpoint.id")
        .onRef("endpoint_revision.revision", "=", "endpoint.revision"),
    )
    .innerJoin("project", "project.id", "endpoint.project")
    .select([
      "endpoint.id",
      "endpoint.workspace",
      "endpoint.project",
      "endpoint.name",
      "endpoint.revision",
      "endpoint_revision.routes",
    ])
    .where("endpoint.removed_at", "is", null)
    .where("project.removed_at", "is", null)
    .execute();
}

async function open(world: Seen, row: Wanted): Promise<Served | undefined> {
  const live = row.routes.find((route) => route.role === "live");
  if (!live || !row.project) return undefined;
  const [version] = await versionParts(world, [live.version]);
  if (!version) return undefined;
  const stored = openModel(await world.blobs.read(row.workspace, version.artifact));
  const { kind } = await readQuestion(world, row.project, version.question ?? undefined);
  const then = new Map(version.signature.labels.map((label) => [label.id, label.name]));
  return {
    endpoint: row.id,
    workspace: row.workspace,
    project: row.project,
    name: row.name,
    revision: row.revision,
    version: version.id,
    versionNumber: version.number,
    stored,
    kind,
    ...(await asToday(world, row.project, { stored, kind, then })),
  };
}

/** What is served, with the labels of today where its project changed labels. */
async function withNames(world: Seen, served: Served, changed: Known["named"]): Promise<Served> {
  if (!changed.has("all") && !changed.has(served.project)) return served;
  const then = new Map(served.predictor.labels.map((id, at) => [id, served.names[at] ?? id]));
  return { ...served, ...(await asToday(world, served.project, { ...served, then })) };
}

/** A version as it answers today, with the names of its labels; those that the project has no more keep the name they had. */
async function asToday(
  world: Seen,
  project: Id<"project">,
  { stored, kind, then }: Pick<Served, "stored" | "kind"> & { then: ReadonlyMap<string, string> },
): Promise<Pick<Served, "predictor" | "names">> {
  const predictor = predictorFor(kind, stored, (await readMerged(world, project)).now);
  const now = await labelNames(world, project);
  return { predictor, names: predictor.labels.map((id) => now.get(id) ?? then.get(id) ?? id) };
}
