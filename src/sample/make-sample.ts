import { deleteProject, type LoopTables, startTraining, type WebhookTables } from "#automate";
import { startImport, uploadImport } from "#collect";
import { deployVersion, readTraffic } from "#deploy";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { createProject } from "#label";
import { watchOnce } from "#monitor";
import type { FileTables } from "#platform/blobs";
import type { EventTables } from "#platform/events";
import { type JobTables, waitForJob } from "#platform/jobs";
import type { PeopleTables } from "#platform/people";
import { promoteVersion } from "#register";
import type { World } from "#world";
import { generateMessages, laterMix, type Message } from "./generate-messages.ts";
import { labelSome } from "./label-some.ts";
import { guideline, sampleLabels } from "./templates.ts";

type Seen = World<LoopTables & WebhookTables & FileTables & EventTables & JobTables & PeopleTables>;

/** Where to make the sample, and how to ask an endpoint of this server. */
export interface Given {
  readonly workspace: Id<"workspace">;
  readonly predict: (endpoint: string, texts: readonly string[]) => Promise<void>;
}

const name = "Support messages";
const endpointName = "support";
const author = "sample";
const auditShare = 0.15;
const [items, labelled, later] = [2000, 240, 500];
// Some messages come out alike; so many more are invented that enough different ones remain.
const spare = 100;

const distinct = (messages: readonly Message[]): Message[] =>
  [...new Map(messages.toReversed().map((message) => [message.text, message])).values()].toReversed();

/**
 * Makes a project in which the loop has run once: messages, labels, a model in use, traffic that has drifted from what it
 * knows. Everything goes through the doors that everybody uses. Where there ever was a sample, nothing is made; one that was
 * cut short before it had an endpoint, and that nobody has worked in, is made anew.
 */
export async function makeSample(world: Seen, given: Given): Promise<void> {
  const { workspace } = given;
  const cutShort = await findCutShort(world, workspace);
  if (cutShort) await removeSample(world, { workspace, project: cutShort });
  else if (await hasSample(world, workspace)) return;
  const about = {
    workspace,
    name,
    task: "classify",
    labels: sampleLabels,
    guideline,
    origin: "sample",
    auditShare,
  } as const;
  const project = await createProject(world, about);
  const at = { workspace, project };
  const messages = distinct(generateMessages({ count: items + spare, seed: 1 })).slice(0, items);
  await importMessages(world, { ...at, messages });
  world.log.info({ project, items }, "The sample's messages are imported.");
  const truth = new Map(messages.map((message) => [message.text, message.label]));
  await labelSome(world, { ...at, author, count: labelled, truth });
  world.log.info({ project, labelled }, "The sample's messages are labelled.");
  const { job } = await startTraining(world, {
    ...at,
    options: { recipe: "text-linear", seed: 1, features: "all" },
    askedBy: author,
  });
  await ended(world, job);
  const change = { ...at, version: "newest", by: author, reason: "the first version of the sample" };
  await promoteVersion(world, { ...change, alias: "champion" });
  const { endpoint } = await deployVersion(world, { ...change, name: endpointName });
  world.log.info({ project, endpoint: endpointName }, "The sample's model is trained and deployed.");
  const asked = generateMessages({ count: later, seed: 2, mix: laterMix });
  const since = new Date(world.clock.now().getTime() - 60_000);
  await given.predict(
    endpointName,
    asked.map((message) => message.text),
  );
  await untilLogged(world, { endpoint: endpoint.id as Id<"endpoint">, since });
  await watchOnce(world);
  world.log.info({ project, later }, "The sample is ready.");
}

async function hasSample(world: Pick<Seen, "db">, workspace: Id<"workspace">): Promise<boolean> {
  const found = world.db
    .selectFrom("project")
    .select("id")
    .where("workspace", "=", workspace)
    .where("origin", "=", "sample");
  return (await found.limit(1).executeTakeFirst()) !== undefined;
}

/** The sample whose making was cut short; nothing where it was finished, removed, or labelled by somebody since. */
export async function findCutShort(
  world: Pick<Seen, "db">,
  workspace: Id<"workspace">,
): Promise<Id<"project"> | undefined> {
  const found = await world.db
    .selectFrom("project")
    .select("id")
    .where("workspace", "=", workspace)
    .where("origin", "=", "sample")
    .where("removed_at", "is", null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("endpoint").select("endpoint.id").whereRef("endpoint.project", "=", "project.id"))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("annotation")
            .select("annotation.id")
            .whereRef("annotation.project", "=", "project.id")
            .where("annotation.author_kind", "=", "person"),
        ),
      ),
    )
    .executeTakeFirst();
  return found?.id;
}

async function removeSample(
  world: Seen,
  { workspace, project }: { workspace: Id<"workspace">; project: Id<"project"> },
): Promise<void> {
  const who = { kind: "local", id: author, name: author, workspace, workspaceName: "", role: "owner" } as const;
  await deleteProject(world, {
    project,
    who: { ...who, projectRoles: new Map(), scopes: undefined },
    address: undefined,
  });
}

type Importing = { workspace: Id<"workspace">; project: Id<"project">; messages: readonly Message[] };

async function importMessages(world: Seen, { messages, ...at }: Importing): Promise<void> {
  const lines = messages.map(({ text }, number) => `${JSON.stringify({ text, key: `message-${number + 1}` })}\n`);
  const file = { name: "support-messages.jsonl", format: "jsonl", askedBy: author } as const;
  const sent = await uploadImport(world, { ...at, ...file, body: once(Buffer.from(lines.join(""))) });
  const options = { text: "text", key: "key", duplicates: "skip", minPerClass: 1 } as const;
  const { job } = await startImport(world, { ...at, import: sent.import as Id<"import">, options, askedBy: author });
  await ended(world, job as Id<"job">);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function ended(world: Pick<Seen, "db">, job: Id<"job">): Promise<void> {
  const { state, error } = await waitForJob(world, job);
  if (state !== "done") throw new Failure("unavailable", error ?? `The job ${job} ended as ${state}.`);
}

/** The log of predictions is written a moment after the answers. */
async function untilLogged(world: Pick<Seen, "db">, given: { endpoint: Id<"endpoint">; since: Date }): Promise<void> {
  for (let look = 0; look < 50; look++) {
    const stretches = await readTraffic(world.db, given);
    if (stretches.reduce((sum, { sketch }) => sum + sketch.requests, 0) >= later) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
