import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import { type LabelTables, snapshotAuthors } from "#label";
import type { PeopleTables } from "#platform/people";
import type { TrainTables } from "#train";
import type { World } from "#world";
import type { LineageView } from "./contract.ts";
import { type Meant, readVersion } from "./read-versions.ts";
import type { RegisterTables } from "./tables.ts";

type Tables = RegisterTables & TrainTables & LabelTables & CollectTables & PeopleTables;

/** Where a version comes from: run, snapshot, annotations, people. */
export async function readLineage(
  world: Pick<World<Tables>, "db" | "blobs">,
  given: Meant & { workspace: Id<"workspace"> },
): Promise<LineageView> {
  const version = await readVersion(world, given);
  const run = await world.db
    .selectFrom("run")
    .selectAll()
    .where("id", "=", (version.run ?? "run_none") as Id<"run">)
    .executeTakeFirst();
  const snapshot = await world.db
    .selectFrom("snapshot")
    .selectAll()
    .where("id", "=", run?.snapshot ?? ("snapshot_none" as Id<"snapshot">))
    .executeTakeFirst();
  const authors = snapshot
    ? await snapshotAuthors(world, { snapshot: snapshot.id, workspace: given.workspace })
    : { annotations: 0, people: [] };
  return {
    version,
    run: run && {
      id: run.id,
      number: run.number,
      parameters: run.parameters as Record<string, unknown>,
      seed: run.seed,
      askedBy: run.asked_by,
      createdAt: run.created_at.toISOString(),
    },
    snapshot: snapshot && {
      id: snapshot.id,
      hash: snapshot.hash,
      items: snapshot.items,
      labelled: snapshot.labelled,
      complete: snapshot.complete,
      createdAt: snapshot.created_at.toISOString(),
    },
    annotations: authors.annotations,
    people: await named(world, authors.people),
  };
}

async function named(
  world: Pick<World<Tables>, "db">,
  people: readonly { author: string; kind: string; annotations: number }[],
) {
  if (people.length === 0) return [];
  const ids = people.map((one) => one.author);
  const persons = await world.db.selectFrom("person").select(["id", "name"]).where("id", "in", ids).execute();
  const imports = await world.db
    .selectFrom("import")
    .select(["id", "name"])
    .where("id", "in", ids as Id<"import">[])
    .execute();
  const names = new Map<string, string>([...persons, ...imports].map((row) => [row.id, row.name]));
  return people.map((one) => ({
    ...one,
    author: names.get(one.author) ?? (one.author === "local" ? "this machine" : one.author),
  }));
}
