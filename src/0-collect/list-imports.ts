import type { Selectable } from "kysely";
import { Failure } from "#failure";
import type { Id } from "#ids";
import type { World } from "#world";
import type { Finding, ImportView, Reject } from "./contract.ts";
import type { CollectTables } from "./tables.ts";

type Seen = Pick<World<CollectTables>, "db">;

const columns = [
  "id",
  "name",
  "state",
  "job",
  "read",
  "added",
  "duplicates",
  "labelled",
  "rejected",
  "rejects",
  "findings",
  "error",
  "asked_by",
  "created_at",
  "ended_at",
] as const;

/** The imports of a project, newest first. */
export async function listImports(
  world: Seen,
  given: { project: Id<"project">; after: Id<"import"> | undefined; limit: number },
): Promise<ImportView[]> {
  let query = world.db.selectFrom("import").select(columns).where("project", "=", given.project);
  if (given.after) query = query.where("id", "<", given.after);
  return (await query.orderBy("id", "desc").limit(given.limit).execute()).map(view);
}

/** One import of a project. */
export async function readImport(
  world: Seen,
  given: { project: Id<"project">; import: Id<"import"> },
): Promise<ImportView> {
  const row = await world.db
    .selectFrom("import")
    .select(columns)
    .where("id", "=", given.import)
    .where("project", "=", given.project)
    .executeTakeFirst();
  if (!row) throw new Failure("missing", "There is no such import.", { field: "import" });
  return view(row);
}

/** The rejected rows of an import as a CSV file. */
export async function readRejects(
  world: Pick<World<CollectTables>, "db" | "blobs">,
  given: { project: Id<"project">; import: Id<"import"> },
): Promise<Uint8Array> {
  const row = await world.db
    .selectFrom("import")
    .select(["rejects_blob", "workspace"])
    .where("id", "=", given.import)
    .where("project", "=", given.project)
    .executeTakeFirst();
  if (!row) throw new Failure("missing", "There is no such import.", { field: "import" });
  return row.rejects_blob
    ? world.blobs.read(row.workspace, row.rejects_blob)
    : new TextEncoder().encode("line,reason,text\n");
}

function view(row: Pick<Selectable<CollectTables["import"]>, (typeof columns)[number]>): ImportView {
  const { asked_by, created_at, ended_at, ...rest } = row;
  return {
    ...rest,
    job: row.job ?? undefined,
    rejects: row.rejects as Reject[],
    findings: row.findings as Finding[],
    error: row.error ?? undefined,
    askedBy: asked_by,
    createdAt: created_at.toISOString(),
    endedAt: ended_at?.toISOString(),
  };
}
