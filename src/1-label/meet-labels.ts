import { cleanLabel } from "#collect";
import type { Id } from "#ids";
import type { Database } from "#world";
import { addLabels } from "./add-labels.ts";
import type { LabelTables } from "./tables.ts";

/** The labels of a question, as an import meets them by name. */
export interface MetLabels {
  /** Makes those that are new or retired among these names. */
  meet(names: ReadonlySet<string>): Promise<void>;
  /** The label of a name that was met. */
  idOf(name: string): Id<"label">;
  nameOf(id: Id<"label"> | null): string;
  isMet(name: string): boolean;
  /** The names of all that stand. */
  all(): Promise<string[]>;
}

/** Looks up labels by their names, and makes what is missing within the transaction; each name is looked up once. */
export function meetLabels(db: Database<LabelTables>, question: Id<"question">): MetLabels {
  const ids = new Map<string, Id<"label">>();
  const names = new Map<Id<"label">, string>();
  const met = new Set<string>();
  const look = async () => {
    const rows = await db
      .selectFrom("label")
      .select(["id", "name", "retired_at"])
      .where("question", "=", question)
      .execute();
    for (const { id, name, retired_at } of rows) {
      names.set(id, name);
      if (retired_at === null) ids.set(cleanLabel(name) ?? name, id);
    }
    return rows;
  };
  return {
    async meet(wanted) {
      for (const name of wanted) met.add(name);
      const unmet = () => [...wanted].filter((name) => !ids.has(name));
      if (unmet().length === 0) return;
      await look();
      const missing = unmet();
      if (missing.length === 0) return;
      // Others who add labels wait for this until the import ends.
      await addLabels({ db }, { question, names: missing.sort(), retired: "bring back" });
      await look();
    },
    idOf: (name) => ids.get(name) as Id<"label">,
    nameOf: (id) => (id === null ? "" : (names.get(id) ?? id)),
    isMet: (name) => met.has(cleanLabel(name) ?? name),
    all: async () =>
      met.size === 0 ? [] : (await look()).filter((row) => row.retired_at === null).map((row) => row.name),
  };
}
