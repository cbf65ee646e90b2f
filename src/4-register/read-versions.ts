import { Failure } from "#failure";
import type { Id } from "#ids";
import { isTooFewInAll } from "#statistics";
import type { TrainTables } from "#train";
import type { MetricView } from "#train/contract";
import type { World } from "#world";
import type { VersionView } from "./contract.ts";
import type { RegisterTables } from "./tables.ts";

type Seen = Pick<World<RegisterTables & TrainTables>, "db">;

// What a view tells: the profile and the signature of a version are large, and are asked for by `versionParts`.
const base = (world: Seen, project: Id<"project">) =>
  world.db
    .selectFrom("version")
    .innerJoin("model", "model.id", "version.model")
    .leftJoin("run", "run.id", "version.run")
    .select(["version.id", "version.number", "version.model", "version.run", "run.number as runNumber"])
    .select(["version.artifact", "version.bytes", "version.metrics", "version.created_by", "version.created_at"])
    .select(["version.approval", "version.approved_by", "version.approval_reason", "version.approved_at"])
    .where("model.project", "=", project)
    .where("model.removed_at", "is", null);

/** The versions of a project's model, newest first. */
export async function listVersions(world: Seen, project: Id<"project">): Promise<VersionView[]> {
  const rows = await base(world, project).orderBy("version.number", "desc").limit(500).execute();
  const aliases = await aliasesOf(world, project);
  return rows.map((row) => versionView(row, aliases));
}

/** The newest version of a project's model, and the one that has the alias `champion`; none where there is none. */
export async function readNewestAndChampion(
  world: Seen,
  project: Id<"project">,
): Promise<{ newest: VersionView | undefined; champion: VersionView | undefined }> {
  const newest = await base(world, project).orderBy("version.number", "desc").limit(1).executeTakeFirst();
  if (!newest) return { newest: undefined, champion: undefined };
  const aliases = await aliasesOf(world, project);
  const id = aliases.find((one) => one.name === "champion")?.version;
  const champion = id && (await base(world, project).where("version.id", "=", id).executeTakeFirst());
  return { newest: versionView(newest, aliases), champion: champion && versionView(champion, aliases) };
}

/** One version by its number, an alias, or `newest`. */
export async function readVersion(
  world: Seen,
  given: { project: Id<"project">; version: string },
): Promise<VersionView> {
  const aliases = await aliasesOf(world, given.project);
  const query = base(world, given.project);
  const row = /^\d{1,9}$/.test(given.version)
    ? await query.where("version.number", "=", Number(given.version)).executeTakeFirst()
    : given.version === "newest"
      ? await query.orderBy("version.number", "desc").limit(1).executeTakeFirst()
      : await query
          .where(
            "version.id",
            "=",
            aliases.find((one) => one.name === given.version)?.version ?? ("version_none" as Id<"version">),
          )
          .executeTakeFirst();
  if (!row) {
    const message =
      given.version === "newest"
        ? "This project has no version yet. Train one first."
        : `There is no version "${given.version}" here.`;
    throw new Failure("missing", message, { field: "version" });
  }
  return versionView(row, aliases);
}

type Alias = { name: string; version: Id<"version"> };

function aliasesOf(world: Seen, project: Id<"project">): Promise<Alias[]> {
  return world.db
    .selectFrom("alias")
    .innerJoin("model", "model.id", "alias.model")
    .select(["alias.name", "alias.version"])
    .where("model.project", "=", project)
    .orderBy("alias.name")
    .execute();
}

type Row = Awaited<ReturnType<ReturnType<typeof base>["execute"]>>[number];

function versionView(row: Row, aliases: readonly Alias[]): VersionView {
  const metrics = row.metrics as {
    accuracy?: MetricView;
    macroF1?: MetricView;
    ece?: MetricView;
    measuredOn?: VersionView["measuredOn"];
    items?: number;
    examples?: number;
    labelled?: number;
  };
  return {
    id: row.id,
    number: row.number,
    model: row.model,
    run: row.run ?? undefined,
    runNumber: row.runNumber ?? undefined,
    artifact: row.artifact,
    bytes: row.bytes,
    metrics: { accuracy: metrics.accuracy, macroF1: metrics.macroF1, ece: metrics.ece },
    measuredOn: metrics.measuredOn,
    items: metrics.items,
    tooFew: isTooFewInAll(metrics.items ?? 0),
    labels: metrics.examples ?? 0,
    labelled: metrics.labelled ?? metrics.examples ?? 0,
    approval: row.approval,
    approvedBy: row.approved_by ?? undefined,
    approvalReason: row.approval_reason ?? undefined,
    approvedAt: row.approved_at?.toISOString(),
    aliases: aliases.filter((one) => one.version === row.id).map((one) => one.name),
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}

/** What serving and watching need of versions, by id. */
export async function versionParts(world: Pick<World<RegisterTables>, "db">, ids: readonly Id<"version">[]) {
  if (ids.length === 0) return [];
  return world.db
    .selectFrom("version")
    .innerJoin("model", "model.id", "version.model")
    .select([
      "version.id",
      "version.number",
      "version.artifact",
      "version.signature",
      "version.profile",
      "version.approval",
      "model.workspace",
      "model.project",
    ])
    .where("version.id", "in", [...ids])
    .execute();
}

/** The numbers of versions, by id. */
export async function versionNumbers(
  world: Pick<World<RegisterTables>, "db">,
  ids: readonly Id<"version">[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await world.db
    .selectFrom("version")
    .select(["id", "number"])
    .where("id", "in", [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row.number]));
}
