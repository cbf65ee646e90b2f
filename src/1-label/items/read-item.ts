import type { z } from "zod";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { atLeast, type Role } from "#platform/access";
import type { PeopleTables } from "#platform/people";
import type { World } from "#world";
import type { itemView } from "../contract.ts";
import { readSettings } from "../questions/create-project.ts";
import { readMerged } from "../questions/merged-labels.ts";
import { type Question, readQuestions } from "../questions/read-labels.ts";
import type { LabelTables } from "../tables.ts";
import { roleOf } from "../tasks/make-tasks.ts";
import { answersOfItems } from "./item-answers.ts";
import { itemFileOf, shownText } from "./item-content.ts";

type Seen = Pick<World<LabelTables & CollectTables & PeopleTables>, "db">;

/** One item with what counts and every answer ever given; that it is for the audit is told to reviewers and above only. */
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
      shownText.as("text"),
      itemFileOf.as("file"),
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
  const questions = await readQuestions(world, given.project);
  const merged = await readMerged(world, given.project);
  const answers = await answersOfItems(world, { questions, items: [given.item], merged });
  const { auditShare } = await readSettings(world, given.project);
  const dice = { project: given.project, auditShare: answers.has(given.item) ? 0 : auditShare };
  return {
    id: row.id,
    text: row.text,
    file: row.file ?? undefined,
    fields: (row.fields as Record<string, unknown> | null) ?? undefined,
    key: row.key ?? undefined,
    split: row.split ?? undefined,
    origin: {
      import: row.import ?? undefined,
      name: row.importName ?? undefined,
      line: row.line ?? undefined,
      at: row.created_at.toISOString(),
    },
    answers: answers.get(given.item) ?? [],
    audit: atLeast(given.role, "reviewer")
      ? (row.role ?? roleOf(dice, { item: row.id, split: row.split })) === "audit"
      : undefined,
    history: await history(world, { questions, item: given.item }),
  };
}

async function history(world: Seen, given: { questions: readonly Question[]; item: Id<"item"> }) {
  const asked = given.questions.map((one) => one.id);
  const counting = await world.db
    .selectFrom("consensus")
    .select("annotations")
    .where("question", "in", asked)
    .where("item", "=", given.item)
    .execute();
  const counts = new Set(counting.flatMap((row) => row.annotations));
  const rows = await world.db
    .selectFrom("annotation")
    .leftJoin("person", "person.id", "annotation.author")
    .leftJoin("import", "import.id", "annotation.author")
    .select([
      "annotation.id",
      "annotation.question",
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
    .where("annotation.question", "in", asked)
    .where("annotation.item", "=", given.item)
    .orderBy("annotation.created_at")
    .limit(500)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    question: row.question,
    author: row.name ?? row.importName ?? row.author,
    kind: row.author_kind,
    value: row.value ?? undefined,
    milliseconds: row.milliseconds ?? undefined,
    suggestion: row.suggestion ?? undefined,
    supersedes: row.supersedes ?? undefined,
    counts: counts.has(row.id),
    at: row.created_at.toISOString(),
  }));
}
