import type { CollectTables } from "#collect";
import { type Id, newId } from "#ids";
import { giveAnswers, handOutTasks, type LabelTables, readProject } from "#label";
import type { EventTables } from "#platform/events";
import type { World } from "#world";

type Seen = Pick<World<CollectTables & LabelTables & EventTables>, "db" | "clock" | "random">;

/** Which items to label: so many of a project, by what their texts mean. */
export interface Given {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly author: string;
  readonly count: number;
  /** The label's name of each text. */
  readonly truth: ReadonlyMap<string, string>;
}

const atOnce = 4;

/** Labels items as an annotator would: handed out by the queue, audit items among them, and answered one by one. */
export async function labelSome(world: Seen, given: Given): Promise<void> {
  const { project, author, workspace } = given;
  const view = await readProject(world, { project, role: "annotator" });
  const [question] = view.questions;
  const idOf = new Map(question?.labels.map((label) => [label.name, label.id]));
  const { tasks } = await handOutTasks(world, { project, person: author, count: given.count });
  const waiting = [...tasks];
  const answerAll = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      const label = idOf.get(given.truth.get(task.text) ?? "");
      if (label === undefined) continue;
      const annotation = newId("annotation");
      const answer = { annotation, workspace, project, item: task.item as Id<"item"> };
      const answers = { [question?.id ?? ""]: { labels: [label] } };
      await giveAnswers(world, { ...answer, answers, author, authorKind: "sample", mayReview: "no" });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, answerAll));
}
