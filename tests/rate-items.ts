import type { Id } from "#ids";
import { newId } from "#ids";
import { json } from "#platform/database";
import type { testWorld } from "./world.ts";

type Seen = Pick<Awaited<ReturnType<typeof testWorld>>["world"], "db">;

/** Adds a rating question to a project, as its last one. */
export async function addRating(
  world: Seen,
  given: { project: Id<"project">; name: string; levels: number },
): Promise<Id<"question">> {
  const id = newId("question");
  const { project, name, levels } = given;
  await world.db
    .insertInto("question")
    .values({ id, project, name, kind: "rating", field: "text", position: 1, settings: json({ levels }) })
    .execute();
  return id;
}

/** Rates all items of a project, or some, without a suggestion in sight: each as its text says. */
export async function rateItems(
  world: Seen,
  given: { project: Id<"project">; question: Id<"question">; level: (text: string) => number; most?: number },
): Promise<void> {
  const { project, question } = given;
  const items = await world.db
    .selectFrom("item")
    .innerJoin("project", "project.dataset", "item.dataset")
    .select(["item.id", "item.text"])
    .where("project.id", "=", project)
    .orderBy("item.id")
    .limit(given.most ?? 1_000_000)
    .execute();
  const rows = items.map((item) => ({
    ...{ id: newId("annotation"), project, question, item: item.id },
    value: json({ rating: given.level(item.text ?? "") }),
  }));
  for (let first = 0; first < rows.length; first += 1000) {
    const some = rows.slice(first, first + 1000);
    const by = { author: "p", author_kind: "person" as const, milliseconds: null, suggestion: null };
    await world.db
      .insertInto("annotation")
      .values(some.map((row) => ({ ...row, ...by, supersedes: null, import_line: null })))
      .execute();
    await world.db
      .insertInto("consensus")
      .values(some.map(({ id, ...row }) => ({ ...row, how: "person" as const, annotations: [id] })))
      .execute();
  }
}
