import type { MetricsView } from "#answers/contract";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { type LabelTables, readQuestion } from "#label";
import { isTooFewInAll } from "#statistics";
import type { TrainTables } from "#train";
import type { World } from "#world";
import type { VersionView } from "./contract.ts";
import type { RegisterTables } from "./tables.ts";

type Seen = Pick<World<RegisterTables & TrainTables & LabelTables>, "db">;

// What a view tells: the profile and the signature of a version are large, and are asked for by `versionParts`.
const base = (world: Seen, project: Id<"project">) =>
  world.db
    .selectFrom("version")
    .innerJoin("model", "model.id", "version.model")
    .innerJoin("question", "question.id", "model.question")
    .leftJoin("run", "run.id", "version.run")
    .select([
      "version.id",
      "version.number",
      "version.model",
      "question.id as question",
      "version.run",
      "run.number as runNumber",
    ])
    .select([
      "question.kind",
      "version.artifact",
      "version.bytes",
      "version.metrics",
      "version.created_by",
      "version.created_at",
    ])
    .select(["version.approval", "version.approved_by", "version.approval_reason", "version.approved_at"])
    .where("model.project", "=", project)
    .where("model.removed_at", "is", null);

/** The versions of a project's models, or of that of one question, newest first. */
export async function listVersions(
  world: Seen,
  given: { project: Id<"project">; question?: Id<"question"> | undefined },
): Promise<VersionView[]> {
  let query = base(world, given.project);
  if (given.question) query = query.where("model.question", "=", given.question);
  const rows = await query.orderBy("version.number", "desc").limit(500).execute();
  const aliases = await aliasesOf(world, given.project);
  return rows.map((row) => versionView(row, aliases));
}

/** The newest version of the model of a question, and the one that has the alias `champion`; none where there is none. */
export async function readNewestAndChampion(
  world: Seen,
  given: { project: Id<"project">; question: Id<"question"> },
): Promise<{ newest: VersionView | undefined; champion: VersionView | undefined }> {
  const all = base(world, given.project).where("model.question", "=", given.question);
  const newest = await all.orderBy("version.number", "desc").limit(1).executeTakeFirst();
  if (!newest) return { newest: undefined, champion: undefined };
  const aliases = await aliasesOf(world, given.project);
  const id = aliases.find((one) => one.name === "champion" && one.question === given.question)?.version;
  const champion = id && (await all.where("version.id", "=", id).executeTakeFirst());
  return { newest: versionView(newest, aliases), champion: champion && versionView(champion, aliases) };
}

/** Which version is meant: a number is one version of the project; an alias and `newest` are of a question, the first where none is named. */
export interface Meant {
  readonly project: Id<"project">;
  readonly version: string;
  /** By id or name. */
  readonly question?: string | undefined;
}

/** One version by its number, an alias, or `newest`. */
export async function readVersion(world: Seen, given: Meant): Promise<VersionView> {
  const aliases = await aliasesOf(world, given.project);
  const row = await findVersion(world, given, aliases);
  if (row) return versionView(row, aliases);
  const message =
    given.version === "newest"
      ? "There is no version yet. Train one first."
      : `There is no version "${given.version}" here.`;
  throw new Failure("missing", message, { field: "version" });
}

async function findVersion(world: Seen, given: Meant, aliases: readonly Alias[]): Promise<Row | undefined> {
  const all = base(world, given.project);
  if (/^\d{1,9}$/.test(given.version))
    return all.where("version.number", "=", Number(given.version)).executeTakeFirst();
  const { id: question } = await readQuestion(world, given.project, given.question);
  const ofQuestion = all.where("model.question", "=", question);
  if (given.version === "newest") return ofQuestion.orderBy("version.number", "desc").limit(1).executeTakeFirst();
  const alias = aliases.find((one) => one.name === given.version && one.question === question);
  return alias && ofQuestion.where("version.id", "=", alias.version).executeTakeFirst();
}

type Alias = { name: string; version: Id<"version">; question: Id<"question"> | null };

function aliasesOf(world: Seen, project: Id<"project">): Promise<Alias[]> {
  return world.db
    .selectFrom("alias")
    .innerJoin("model", "model.id", "alias.model")
    .select(["alias.name", "alias.version", "model.question"])
    .where("model.project", "=", project)
    .orderBy("alias.name")
    .execute();
}

type Row = Awaited<ReturnType<ReturnType<typeof base>["execute"]>>[number];

function versionView(row: Row, aliases: readonly Alias[]): VersionView {
  const metrics = row.metrics as Partial<MetricsView> & {
    measuredOn?: VersionView["measuredOn"];
    items?: number;
    examples?: number;
    labelled?: number;
  };
  const { measuredOn, items, examples, labelled, ...measured } = metrics;
  return {
    id: row.id,
    number: row.number,
    model: row.model,
    question: row.question,
    kind: row.kind,
    run: row.run ?? undefined,
    runNumber: row.runNumber ?? undefined,
    artifact: row.artifact,
    bytes: row.bytes,
    metrics: measured,
    measuredOn,
    items,
    tooFew: isTooFewInAll(items ?? 0),
    labels: examples ?? 0,
    labelled: labelled ?? examples ?? 0,
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
      "model.question",
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
