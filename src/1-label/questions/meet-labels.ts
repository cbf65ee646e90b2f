import { sql } from "kysely";
import { cleanLabel } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { lockInTransaction } from "#platform/database";
import type { Database, World } from "#world";
import type { LabelTables } from "../tables.ts";
import { addLabels, lockOfLabels } from "./add-labels.ts";
import type { MetAnswers } from "./met-answers.ts";

/**
 * Looks up labels by their names within the transaction of an import, each once. What is missing is made in a transaction of
 * its own before the import's rows, so that nobody who adds or changes a label waits for the import's end.
 */
export function meetLabels(
  world: Pick<World<LabelTables>, "db">,
  given: { db: Database<LabelTables>; question: Id<"question">; import: Id<"import"> },
): MetAnswers {
  const { db, question } = given;
  const ids = new Map<string, Id<"label">>();
  const names = new Map<Id<"label">, string>();
  const retired = new Set<Id<"label">>();
  const met = new Set<string>();
  const look = async () => {
    const rows = await db
      .selectFrom("label")
      .select(["id", "name", "retired_at", "merged_into"])
      .where("question", "=", question)
      .execute();
    for (const { id, name, retired_at, merged_into } of rows) {
      names.set(id, name);
      const now = merged_into ?? id;
      ids.set(cleanLabel(name) ?? name, now);
      if (retired_at !== null && now === id) retired.add(id);
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
      await addLabels(world, { question, names: [...met].sort(), retired: "leave", import: given.import });
      await look();
    },
    mayBe: () => true,
    keyOf: (name) => ids.get(name),
    valueOf: (key) => ({ labels: [key] }),
    nameOf: (key) => (key === null ? "" : (names.get(key as Id<"label">) ?? key)),
    isMet: (name) => met.has(cleanLabel(name) ?? name),
    async bringBack() {
      if (met.size === 0) return;
      // Since they were met, some may have been retired: by a person, or because the import that made them was taken back.
      // From here on nobody does until the import is in, which is soon.
      await lockInTransaction(db, lockOfLabels(question));
      const there = new Set((await look()).map((row) => row.id));
      const used = [...met].flatMap((name) => ids.get(name) ?? []);
      if (!used.every((id) => there.has(id)))
        throw new Failure("conflict", "A label of this file was removed meanwhile. Import it again.");
      const back = used.filter((id) => retired.has(id));
      if (back.length === 0) return;
      await db
        .updateTable("label")
        // Whichever import left them, they are this one's now.
        .set({ retired_at: null, import: sql`case when import is null then null else ${given.import} end` })
        .where("id", "in", back)
        .where("merged_into", "is", null)
        .execute();
    },
    all: async () =>
      met.size === 0 ? [] : (await look()).filter((row) => row.retired_at === null).map((row) => row.name),
  };
}
