import type { z } from "zod";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { atLeast, type Role } from "#platform/access";
import type { PeopleTables } from "#platform/people";
import type { World } from "#world";
import type { itemView } from "./contract.ts";
import { readSettings } from "./create-project.ts";
import { roleOf } from "./make-tasks.ts";
import { readMerged } from "./merged-labels.ts";
import { readQuestion } from "./read-labels.ts";
import type { LabelTables } from "./tables.ts";

type Seen = Pick<World<LabelTables & CollectTables & PeopleTables>, "db">;

/** One item with its label and every answer ever given; that it is for the audit is told to reviewers and above only. */
export async function readItem(
  world: Seen,
  given: { project: Id<"project">; item: Id<"item">; role: Role },
): Promise<z.infer<typeof itemView>> {
  const row = await world.db
    .selectFrom("project")
    .innerJoin("item", "item.dataset", "project.dataset")
    .leftJoin("task", (join) => join.onRef("task.item", "=", "item.id").onRef("task.project", "=", "project.id"))
    .leftJoin("import", "import.id", "item.import")
    .select([
      "item.id",
      "item.text",
      "item.fields",
      "item.key",
      "item.split",
      "item.import",
      "item.line",
      "item.created_at",
      "import.name as importName",
      "task.role",
    ])
    .where("project.id", "=", given.project)
    .where("item.id", "=", given.item)
    .executeTakeFirst();
  if (!row) throw new Failure("missing", "This project has no such item.", { field: "item" });
  const question = await readQuestion(world, given.project);
  const dice = { project: given.project, auditShare: (await readSettings(world, given.project)).auditShare };
  const consensus = await world.db
    .selectFrom("consensus")
    .select(["value", "how", "annotations"])
    .where("question", "=", question.id)
    .where("item", "=", given.item)
    .executeTakeFirst();
  const counted = consensus?.value.labels[0];
  return {
    id: row.id,
    text: row.text,
    fields: (row.fields as Record<string, unknown> | null) ?? undefined,
    key: row.key ?? undefined,
    split: row.split ?? undefined,
    origin: {
      import: row.import ?? undefined,
      name: row.importName ?? undefined,
      line: row.line ?? undefined,
      at: row.created_at.toISOString(),
    },
    label: counted && (await readMerged(world, given.project)).now(counted),
    how: consensus?.how,
    audit: atLeast(given.role, "reviewer")
      ? (row.role ?? roleOf(dice, { item: row.id, split: row.split })) === "audit"
      : undefined,
    history: await history(world, { question: question.id, item: given.item, counting: consensus?.annotations ?? [] }),
  };
}

async function history(
  world: Seen,
  given: { question: Id<"question">; item: Id<"item">; counting: readonly string[] },
) {
  const { question, item, counting } = given;
  const rows = await world.db
    .selectFrom("annotation")
    .leftJoin("person", "person.id", "annotation.author")
    .leftJoin("import", "import.id", "annotation.author")
    .select([
      "annotation.id",
      "annotation.author",
      "annotation.author_kind",
      "annotation.value",
      "annotation.milliseconds",
      "annotation.suggestion",
      "annotation.supersedes",
      "annotation.created_at",
      "person.name",
      "import.name as importName",
    ])
    .where("annotation.question", "=", question)
    .where("annotation.item", "=", item)
    .orderBy("annotation.created_at")
    .limit(500)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    author: row.name ?? row.importName ?? row.author,
    kind: row.author_kind,
    value: row.value ?? undefined,
    milliseconds: row.milliseconds ?? undefined,
    suggestion: row.suggestion ?? undefined,
    supersedes: row.supersedes ?? undefined,
    counts: counting.includes(row.id),
    at: row.created_at.toISOString(),
  }));
}
