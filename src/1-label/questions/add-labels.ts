import { cleanLabel, labelLimit } from "#collect";
import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import type { Database, World } from "#world";
import type { LabelTables } from "../tables.ts";
import { firstFreeKeys } from "./label-keys.ts";

const limit = 5000;

/** The lock under which the labels of a question are changed. */
export const lockOfLabels = (question: Id<"question">): string => `labels ${question}`;

/**
 * Adds labels by name to a question, with a free key each while keys last; names that are there are left. Retired ones come
 * back for those who may bring them back, are refused to others, and are left to an import, which brings them back at its end.
 * The name of a merged label means the one it was merged into.
 */
export function addLabels(
  world: Pick<World<LabelTables>, "db">,
  given: {
    question: Id<"question">;
    names: readonly string[];
    retired: "bring back" | "refuse" | "leave";
    import?: Id<"import">;
  },
): Promise<void> {
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, lockOfLabels(given.question));
    const known = await db
      .selectFrom("label")
      .select(["id", "name", "key", "position", "retired_at", "merged_into", "import"])
      .where("question", "=", given.question)
      .execute();
    const wanted = new Set(given.names.map(labelName));
    const names = new Set(known.map((row) => cleanLabel(row.name)));
    const fresh = [...wanted].filter((name) => !names.has(name));
    const meant = new Set(
      known.flatMap((row) => (wanted.has(cleanLabel(row.name) ?? "") ? [row.merged_into ?? row.id] : [])),
    );
    const back = known.filter((row) => row.retired_at !== null && meant.has(row.id)).map((row) => row.name);
    if (back.length > 0 && given.retired === "refuse")
      throw new Failure("forbidden", `The label "${back[0]}" was retired. Ask an admin to bring it back.`, {
        field: "names",
        retired: back,
      });
    // What somebody asked for by name is theirs, whichever import made it.
    if (given.retired !== "leave" && meant.size > 0)
      await db
        .updateTable("label")
        .set({ import: null, ...(given.retired === "bring back" && { retired_at: null }) })
        .where("question", "=", given.question)
        .where("id", "in", [...meant])
        .execute();
    if (fresh.length === 0) return;
    // What an import left behind goes by itself.
    const counted =
      known.filter((row) => row.retired_at === null || row.import === null || row.merged_into !== null).length +
      fresh.length;
    if (counted > limit)
      throw new Failure("invalid", `A question has at most ${limit} labels; this would make ${counted}.`, {
        field: "labels",
      });
    const standing = known.filter((row) => row.retired_at === null || meant.has(row.id));
    const keys = firstFreeKeys(
      standing.flatMap((row) => row.key ?? []),
      fresh.length,
    );
    await freeKeys(db, given.question, keys);
    const last = known.reduce((most, row) => Math.max(most, row.position), -1);
    const rows = fresh.map((name, at) => ({
      id: newId("label"),
      question: given.question,
      name,
      key: keys[at] ?? null,
      color: null,
      parent: null,
      position: last + 1 + at,
      retired_at: null,
      import: given.import ?? null,
    }));
    await db.insertInto("label").values(rows).execute();
  });
}

/** Takes keys from the labels that have them: retired ones, which are chosen no more. */
async function freeKeys(db: Database<LabelTables>, question: Id<"question">, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db.updateTable("label").set({ key: null }).where("question", "=", question).where("key", "in", keys).execute();
}

/** A name as labels are stored and compared; one that nobody could see, or that is too long, is a failure. */
function labelName(name: string): string {
  const clean = cleanLabel(name);
  if (clean === undefined) throw new Failure("invalid", "A label needs a name that can be seen.", { field: "name" });
  if (clean.length > labelLimit)
    throw new Failure("invalid", `The name of a label has at most ${labelLimit} characters.`, { field: "name" });
  return clean;
}

/** Renames, describes, re-keys or retires a label. */
export function changeLabel(
  world: Pick<World<LabelTables & EventTables>, "db" | "clock">,
  given: {
    workspace: Id<"workspace">;
    project: Id<"project">;
    question: Id<"question">;
    label: Id<"label">;
    change: {
      name?: string | undefined;
      key?: string | null | undefined;
      description?: string | undefined;
      retired?: boolean | undefined;
    };
  },
): Promise<void> {
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, lockOfLabels(given.question));
    const { retired, ...rest } = given.change;
    const change = { ...rest, ...(rest.name !== undefined && { name: labelName(rest.name) }) };
    const all = await db
      .selectFrom("label")
      .select(["id", "name", "key", "merged_into", "retired_at"])
      .where("question", "=", given.question)
      .execute();
    const others = all.filter((row) => row.id !== given.label);
    if (others.length === all.length) throw new Failure("missing", "There is no such label.", { field: "label" });
    refuseMerged(all, given.label);
    const same = others.find((row) => cleanLabel(row.name) === change.name);
    if (same) refuseMerged(all, same.id, "name");
    if (same) throw new Failure("conflict", `There is a label "${change.name}" already.`, { field: "name" });
    if (change.key && others.some((row) => row.key === change.key && row.retired_at === null))
      throw new Failure("conflict", `The key "${change.key}" chooses another label.`, { field: "key" });
    const set = {
      ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
      ...(retired !== undefined && { retired_at: retired ? world.clock.now() : null }),
    };
    if (Object.keys(set).length === 0) return;
    if (change.key) await freeKeys(db, given.question, [change.key]);
    await db
      .updateTable("label")
      .set({ ...set, import: null })
      .where("id", "=", given.label)
      .execute();
    await announce({ db }, { kind: "labels.changed", workspace: given.workspace, project: given.project });
  });
}

/** Refuses a label that was merged into another, by a sentence that says into which. */
export function refuseMerged(
  all: readonly { readonly id: string; readonly name: string; readonly merged_into: string | null }[],
  label: string,
  field = "label",
): void {
  const merged = all.find((row) => row.id === label);
  const into = all.find((row) => row.id === merged?.merged_into);
  if (merged && into)
    throw new Failure("conflict", `"${merged.name}" was merged into "${into.name}", and its answers count as that.`, {
      field,
      into: into.id,
    });
}
