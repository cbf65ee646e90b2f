import { Readable } from "node:stream";
import type { AnswerValue } from "#answers/contract";
import { type CollectTables, cleanLabel, readContent, readImport } from "#collect";
import { Failure } from "#failure";
import { type Id, isId } from "#ids";
import { atLeast, judge, type Role, strongest, type Who } from "#platform/access";
import type { FileTables } from "#platform/blobs";
import { transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { type Asked, handle, projectOf, type Route, type RouteShapes } from "#platform/http";
import { askJob, type JobTables } from "#platform/jobs";
import { type PeopleTables, record } from "#platform/people";
import type { World } from "#world";
import { type Given, giveAnswers } from "./annotations/give-answers.ts";
import { undoAnswers } from "./annotations/undo-answers.ts";
import type { ShownSuggestion } from "./contract.ts";
import * as contract from "./contract.ts";
import { exportLabels } from "./files/export-labels.ts";
import { addFileItem } from "./items/add-file-item.ts";
import { listItems } from "./items/list-items.ts";
import { readCounts } from "./items/read-counts.ts";
import { readItem } from "./items/read-item.ts";
import { readProgress } from "./items/read-progress.ts";
import { removeItems } from "./items/remove-items.ts";
import { takeBackJob } from "./jobs.ts";
import { addLabels, changeLabel } from "./questions/add-labels.ts";
import { addQuestion, changeQuestion, removeQuestion } from "./questions/add-question.ts";
import { changeProject, createProject, readProject } from "./questions/create-project.ts";
import { mergeLabels } from "./questions/merge-labels.ts";
import { type Question, readLabels, readQuestion, readQuestions, viewQuestion } from "./questions/read-labels.ts";
import { listSnapshots } from "./snapshots/read-snapshot.ts";
import type { LabelTables } from "./tables.ts";
import { handOutTasks } from "./tasks/hand-out-tasks.ts";
import { holdTasks, skipTask } from "./tasks/skip-task.ts";

type Seen = World<CollectTables & LabelTables & FileTables & EventTables & JobTables & PeopleTables>;

const itemOf = (id: string) => id as `item_${string}`;
const authorKindOf = (who: Pick<Who, "kind">) => (who.kind === "key" ? "key" : "person");
const roleOf = (asked: Asked<RouteShapes>): Role =>
  strongest(asked.who.role, asked.who.projectRoles.get(projectOf(asked))) ?? "viewer";

/** A choice of a project by id or name, the first question when none is named. */
async function choiceOf(world: Seen, project: Id<"project">, named: string | undefined): Promise<Question> {
  const question = await readQuestion(world, project, named);
  if (question.kind === "choice") return question;
  throw new Failure("conflict", `"${question.name}" is a rating: it has levels, no labels.`, { field: "question" });
}

/** The question that a label of the project is of. */
async function questionOfLabel(
  world: Seen,
  asked: Pick<Asked<RouteShapes>, "place"> & { params: { label: string } },
): Promise<Id<"question">> {
  const found = await world.db
    .selectFrom("label")
    .innerJoin("question", "question.id", "label.question")
    .select("question.id")
    .where("label.id", "=", asked.params.label as Id<"label">)
    .where("question.project", "=", projectOf(asked))
    .executeTakeFirst();
  if (!found) throw new Failure("missing", "There is no such label.", { field: "label" });
  return found.id;
}

/** Answers and suggestions by the ids of their questions, which may be named by their names. */
async function byId(
  world: Seen,
  asked: Pick<Asked<RouteShapes>, "place"> & {
    body: {
      answers?: Given["answers"] | undefined;
      suggestions?: Given["suggestions"];
      value?: AnswerValue | undefined;
      suggestion?: ShownSuggestion | undefined;
    };
  },
): Promise<Pick<Given, "answers" | "suggestions">> {
  const { answers = {}, suggestions, value, suggestion } = asked.body;
  if (value) {
    // What an open tab of an older release still holds is sent so.
    if (asked.body.answers) throw new Failure("invalid", 'Send either "answers" or "value".', { field: "value" });
    const { id } = await readQuestion(world, projectOf(asked));
    return { answers: { [id]: value }, suggestions: suggestion && { [id]: suggestion } };
  }
  const named = [...Object.keys(answers), ...Object.keys(suggestions ?? {})];
  if (named.every((name) => isId("question", name))) return { answers, suggestions };
  const questions = await readQuestions(world, projectOf(asked));
  const idOf = (name: string) => questions.find((one) => one.id === name || one.name === name)?.id ?? name;
  const renamed = <Value>(record: Readonly<Record<string, Value>>) => {
    const given = Object.entries(record).map(([name, value]) => [idOf(name), value] as const);
    const ids = new Set<string>();
    const twice = given.find(([id]) => ids.size === ids.add(id).size);
    if (twice)
      throw new Failure("invalid", `"${twice[0]}" is answered twice, by its id and by its name.`, { field: "answers" });
    return Object.fromEntries(given);
  };
  return { answers: renamed(answers), suggestions: suggestions && renamed(suggestions) };
}

const askerOf = (asked: Pick<Asked<RouteShapes>, "place" | "who">) => ({
  workspace: asked.place.workspace,
  project: projectOf(asked),
  askedBy: asked.who.id,
});

const questionRoutes: readonly Route<Seen>[] = [
  handle(contract.addQuestion, async (world, asked) => {
    const { question, job } = await addQuestion(world, { ...askerOf(asked), question: asked.body });
    return { ...(await viewQuestion(world, question)), job };
  }),
  handle(contract.changeQuestion, async (world, asked) => {
    const given = { ...askerOf(asked), question: asked.params.question, change: asked.body };
    const { question, job } = await changeQuestion(world, given);
    return { ...(await viewQuestion(world, question)), job };
  }),
  handle(contract.removeQuestion, async (world, asked) => {
    await removeQuestion(world, { ...askerOf(asked), question: asked.params.question });
    return {};
  }),
];

const projectRoutes = (auditShare: number): Route<Seen>[] => [
  handle(contract.createProject, async (world, { who, body }) => {
    const project = await createProject(world, { workspace: who.workspace, auditShare, ...body });
    return readProject(world, { project, role: who.role ?? "viewer" });
  }),
  handle(contract.readProject, (world, asked) =>
    readProject(world, { project: projectOf(asked), role: roleOf(asked) }),
  ),
  handle(contract.changeProject, async (world, asked) => {
    await changeProject(world, { project: projectOf(asked), workspace: asked.place.workspace, ...asked.body });
    return readProject(world, { project: projectOf(asked), role: roleOf(asked) });
  }),
  handle(contract.addLabels, async (world, asked) => {
    const question = await choiceOf(world, projectOf(asked), asked.query.question);
    const mayBringBack = judge(asked.who, contract.changeLabel.permission, asked.place) === "allowed";
    const retired = mayBringBack ? "bring back" : "refuse";
    await transaction(world.db, async (db) => {
      await addLabels({ db }, { question: question.id, names: asked.body.names, retired });
      await announce({ db }, { kind: "labels.changed", workspace: asked.place.workspace, project: projectOf(asked) });
    });
    const labels = await readLabels(world, question.id);
    const known = labels.map((label) => ({ name: cleanLabel(label.name), id: label.mergedInto ?? label.id }));
    const idOf = new Map(known.toReversed().map(({ name, id }) => [name, id]));
    return { labels, meant: asked.body.names.flatMap((name) => idOf.get(cleanLabel(name)) ?? []) };
  }),
  handle(contract.changeLabel, async (world, asked) => {
    const question = await questionOfLabel(world, asked);
    await changeLabel(world, {
      workspace: asked.place.workspace,
      project: projectOf(asked),
      question,
      label: asked.params.label as `label_${string}`,
      change: asked.body,
    });
    const changed = (await readLabels(world, question)).find((one) => one.id === asked.params.label);
    if (!changed) throw new Failure("missing", "There is no such label.", { field: "label" });
    return changed;
  }),
  handle(contract.mergeLabels, async (world, asked) => {
    const question = await questionOfLabel(world, asked);
    const { job } = await mergeLabels(world, {
      workspace: asked.place.workspace,
      project: projectOf(asked),
      question,
      label: asked.params.label as `label_${string}`,
      into: asked.body.into as `label_${string}`,
      askedBy: asked.who.id,
    });
    const into = (await readLabels(world, question)).find((one) => one.id === asked.body.into);
    if (!into) throw new Failure("missing", "There is no such label.", { field: "into" });
    return { label: into, job };
  }),
];

const taskRoutes: readonly Route<Seen>[] = [
  handle(contract.nextTasks, (world, asked) =>
    handOutTasks(world, { project: projectOf(asked), person: asked.who.id, count: asked.body.count }),
  ),
  handle(contract.holdTasks, async (world, asked) => {
    await holdTasks(world, {
      project: projectOf(asked),
      items: asked.body.items.map(itemOf),
      person: asked.who.id,
      until: asked.body.until,
    });
    return {};
  }),
  handle(contract.giveAnswers, async (world, asked) =>
    giveAnswers(world, {
      annotation: asked.params.annotation as `annotation_${string}`,
      workspace: asked.place.workspace,
      project: projectOf(asked),
      author: asked.who.id,
      authorKind: authorKindOf(asked.who),
      mayReview: atLeast(roleOf(asked), "reviewer") ? "yes" : "no",
      milliseconds: asked.body.milliseconds,
      item: itemOf(asked.body.item),
      ...(await byId(world, asked)),
    }),
  ),
  handle(contract.undoAnswers, (world, asked) =>
    undoAnswers(world, {
      id: asked.body.id as `annotation_${string}`,
      annotation: asked.body.annotation as `annotation_${string}` | undefined,
      workspace: asked.place.workspace,
      project: projectOf(asked),
      person: asked.who.id,
      authorKind: authorKindOf(asked.who),
    }),
  ),
  handle(contract.skipTask, async (world, asked) => {
    await skipTask(world, {
      project: projectOf(asked),
      item: itemOf(asked.params.item),
      person: asked.who.id,
      reason: asked.body.reason,
    });
    return {};
  }),
  handle(contract.readProgress, (world, asked) =>
    readProgress(world, { project: projectOf(asked), person: asked.who.id, zone: asked.query.zone }),
  ),
];

const itemRoutes: readonly Route<Seen>[] = [
  handle(contract.listItems, (world, asked) => listItems(world, { project: projectOf(asked), ...asked.query })),
  handle(contract.readItem, (world, asked) =>
    readItem(world, {
      project: projectOf(asked),
      item: isId("item", asked.params.item) ? asked.params.item : "item_none",
      role: roleOf(asked),
    }),
  ),
  handle(contract.addFile, (world, { query, body, place, ...asked }) =>
    addFileItem(world, {
      workspace: place.workspace,
      project: projectOf({ place, ...asked }),
      split: query.split,
      ...query,
      body,
    }),
  ),
  handle(contract.readContent, (world, asked) =>
    readContent(world, {
      workspace: asked.place.workspace,
      project: projectOf(asked),
      item: isId("item", asked.params.item) ? asked.params.item : "item_none",
    }),
  ),
  handle(contract.removeItems, async (world, asked) => {
    const removed = await removeItems(world, {
      workspace: asked.place.workspace,
      project: projectOf(asked),
      items: asked.body.items.map(itemOf),
    });
    await recordRemoval(world, asked, { act: "items.removed", object: projectOf(asked), facts: { removed } });
    return { removed };
  }),
  handle(contract.takeBackImport, async (world, asked) => {
    const id = asked.params.import as Id<"import">;
    const { name, state } = await readImport(world, { project: projectOf(asked), import: id });
    if (state !== "done" && state !== "taken back")
      throw new Failure("conflict", "Only an import that was taken can be taken back.", { field: "import" });
    const job = await askJob(world, takeBackJob, {
      input: { import: id },
      workspace: asked.place.workspace,
      project: projectOf(asked),
      title: `Take back ${name}`,
      askedBy: asked.who.id,
    });
    await recordRemoval(world, asked, { act: "import.taken-back", object: id, facts: { name } });
    return { job };
  }),
  handle(contract.readCounts, (world, asked) => readCounts(world, projectOf(asked))),
  handle(contract.listSnapshots, async (world, asked) => ({ rows: await listSnapshots(world, projectOf(asked)) })),
  handle(contract.exportLabels, async (world, asked) => {
    const { format, only, split, for: reader } = asked.query;
    if (reader === "spreadsheet" && format !== "csv")
      throw new Failure("invalid", "An export for spreadsheets is CSV.", { field: "for" });
    await record(world, {
      workspace: asked.place.workspace,
      project: projectOf(asked),
      actor: asked.who.id,
      act: "labels.exported",
      object: projectOf(asked),
      facts: { format, only },
      address: asked.address,
    });
    const body = Readable.toWeb(
      Readable.from(exportLabels(world, { project: projectOf(asked), format, only, split, reader })),
    );
    const type = format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson";
    return new Response(body as ReadableStream<Uint8Array>, {
      headers: { "content-type": type, "content-disposition": `attachment; filename="labels.${format}"` },
    });
  }),
];

const recordRemoval = (
  world: Seen,
  asked: { place: Asked<RouteShapes>["place"]; who: Pick<Who, "id">; address: string | undefined },
  act: { act: string; object: string; facts: Record<string, unknown> },
) =>
  record(world, {
    workspace: asked.place.workspace,
    project: projectOf(asked),
    actor: asked.who.id,
    address: asked.address,
    ...act,
  });

/** The routes of labelling; `auditShare` is what new projects begin with. */
export const labelRoutes = (given: { auditShare: number }): Route<Seen>[] => [
  ...projectRoutes(given.auditShare),
  ...questionRoutes,
  ...taskRoutes,
  ...itemRoutes,
];
