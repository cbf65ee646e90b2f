import type { Selectable } from "kysely";
import type { Id } from "#ids";
import type { World } from "#world";
import type { LabelView } from "../contract.ts";
import type { LabelTables } from "../tables.ts";

type Seen = Pick<World<LabelTables>, "db">;

/** The one question of a project; the data model holds several, the product asks one for now. */
export async function readQuestion(
  world: Seen,
  project: Id<"project">,
): Promise<{ id: Id<"question">; name: string; guideline: string }> {
  return world.db
    .selectFrom("question")
    .select(["id", "name", "guideline"])
    .where("project", "=", project)
    .orderBy("position")
    .limit(1)
    .executeTakeFirstOrThrow();
}

/** The labels of a question in their order, retired ones last. */
export async function readLabels(world: Seen, question: Id<"question">): Promise<LabelView[]> {
  const rows = await world.db
    .selectFrom("label")
    .selectAll()
    .where("question", "=", question)
    .orderBy("retired_at", (order) => order.asc().nullsFirst())
    .orderBy("position")
    .execute();
  return rows.map(labelView);
}

/** A label as people see it. */
function labelView(row: Selectable<LabelTables["label"]>): LabelView {
  return {
    id: row.id,
    name: row.name,
    key: row.key ?? undefined,
    color: row.color ?? undefined,
    description: row.description,
    position: row.position,
    retired: row.retired_at !== null,
    mergedInto: row.merged_into ?? undefined,
  };
}

/** The own names of a project's labels by id, retired and merged ones included. */
export async function labelNames(world: Seen, project: Id<"project">): Promise<Map<string, string>> {
  const rows = await world.db
    .selectFrom("label")
    .innerJoin("question", "question.id", "label.question")
    .select(["label.id", "label.name"])
    .where("question.project", "=", project)
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}
