import { Readable } from "node:stream";
import { type CollectTables, cleanLabel, readImport } from "#collect";
import { Failure } from "#failure";
import { type Id, isId } from "#ids";
import { atLeast, judge, type Role, strongest, type Who } from "#platform/access";
import { transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { type Asked, handle, projectOf, type Route, type RouteShapes } from "#platform/http";
import { askJob, type JobTables } from "#platform/jobs";
import { type PeopleTables, record } from "#platform/people";
import type { World } from "#world";
import { addLabels, changeLabel } from "./add-labels.ts";
import * as contract from "./contract.ts";
import { changeProject, createProject, readProject } from "./create-project.ts";
import { exportLabels } from "./export-labels.ts";
import { giveLabel } from "./give-label.ts";
import { handOutTasks } from "./hand-out-tasks.ts";
import { takeBackJob } from "./jobs.ts";
import { listItems } from "./list-items.ts";
import { mergeLabels } from "./merge-labels.ts";
import { readCounts } from "./read-counts.ts";
import { readItem } from "./read-item.ts";
import { readLabels, readQuestion } from "./read-labels.ts";
import { readProgress } from "./read-progress.ts";
import { listSnapshots } from "./read-snapshot.ts";
import { removeItems } from "./remove-items.ts";
import { holdTasks, skipTask } from "./skip-task.ts";
import type { LabelTables } from "./tables.ts";
import { undoLabel } from "./undo-label.ts";

type Seen = World<CollectTables & LabelTables & EventTables & JobTables & PeopleTables>;

const itemOf = (id: string) => id as `item_${string}`;
const authorKindOf = (who: Pick<Who, "kind">) => (who.kind === "key" ? "key" : "person");
const roleOf = (asked: Asked<RouteShapes>): Role =>
  strongest(asked.who.role, asked.who.projectRoles.get(projectOf(asked))) ?? "viewer";

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
    const question = await readQuestion(world, projectOf(asked));
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
    const question = await readQuestion(world, projectOf(asked));
    await changeLabel(world, {
      workspace: asked.place.workspace,
      project: projectOf(asked),
      question: question.id,
      label: asked.params.label as `label_${string}`,
      change: asked.body,
    });
    const changed = (await readLabels(world, question.id)).find((one) => one.id === asked.params.label);
    if (!changed) throw new Failure("missing", "There is no such label.", { field: "label" });
    return changed;
  }),
  handle(contract.mergeLabels, async (world, asked) => {
    const question = await readQuestion(world, projectOf(asked));
    const { job } = await mergeLabels(world, {
      workspace: asked.place.workspace,
      project: projectOf(asked),
      question: question.id,
      label: asked.params.label as `label_${string}`,
      into: asked.body.into as `label_${string}`,
      askedBy: asked.who.id,
    });
    const into = (await readLabels(world, question.id)).find((one) => one.id === asked.body.into);
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
  handle(contract.giveLabel, (world, asked) =>
    giveLabel(world, {
      annotation: asked.params.annotation as `annotation_${string}`,
      workspace: asked.place.workspace,
      project: projectOf(asked),
      author: asked.who.id,
      authorKind: authorKindOf(asked.who),
      mayReview: atLeast(roleOf(asked), "reviewer") ? "yes" : "no",
      ...asked.body,
      item: itemOf(asked.body.item),
    }),
  ),
  handle(contract.undoLabel, (world, asked) =>
    undoLabel(world, {
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
  ...taskRoutes,
  ...itemRoutes,
];
