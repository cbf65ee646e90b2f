import { type Client, makeClient } from "#client";
import { newId } from "#ids";
import { scopes } from "#platform/access/contract";
import { firstOwner } from "./first-owner.ts";

/** Names of things that exist, by path parameter; of single operations also parts of bodies, and whole bodies that are good. */
export interface Seeded {
  /** Of the owner who is signed in: keys are made by people only. */
  readonly cookie: string;
  readonly key: string;
  /** What no operation that ends something may be given. */
  readonly kept: readonly string[];
  /** Of the project. */
  readonly name: string;
  readonly path: Readonly<Record<string, readonly string[]>>;
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly path?: Readonly<Record<string, readonly string[]>>;
        readonly body?: Readonly<Record<string, readonly unknown[]>>;
        readonly query?: Readonly<Record<string, string>>;
        readonly whole?: readonly unknown[];
        readonly by?: "session";
      }
    >
  >;
}

const file = "text,label\nwhere is my parcel,Delivery late\nI want my money back,Refund\n";

/** Makes a second version of the sample, an alert's worth of traffic, and spare things that may be deleted. */
export async function seed(link: string): Promise<Seeded> {
  const url = new URL(link).origin;
  const { cookie, key, id: keyId } = await firstOwner(link, scopes);
  const client = makeClient({ url, key });
  const withCookie: typeof fetch = (address, init) =>
    fetch(address, { ...init, headers: { ...init?.headers, cookie } });
  const signedIn = makeClient({ url, fetch: withCookie });
  const me = (await signedIn.readMe({})).id;
  const [sample] = (await client.listProjects({})).rows;
  if (!sample) throw new Error("The sample is not there.");
  const project = sample.id;
  // The traffic of the sample drifts; what watches looks every 15 seconds.
  for (const until = Date.now() + 90_000; ; await later()) {
    if ((await client.readMonitor({ endpoint: "support" })).alerts.length > 0) break;
    if (Date.now() > until) throw new Error("The drift of the sample raised no alert.");
  }
  const { job } = await client.startTraining({ project, features: "words" });
  await untilDone(client, job);
  // An alert ends when its endpoint answers with another version: what switches is tried with another endpoint.
  for (const version of [1, 2]) await client.deployVersion({ project, name: "switched", version });
  const [question] = (await client.readProject({ project })).questions;
  if (!question) throw new Error("The sample asks nothing.");
  const [items, predictions, monitor, jobs, evaluations, runs, imports] = await Promise.all([
    client.listItems({ project, limit: 20 }),
    client.listPredictions({ endpoint: "support", limit: 20 }),
    client.readMonitor({ endpoint: "support" }),
    client.listJobs({}),
    client.listEvaluations({ project }),
    client.listRuns({ project }),
    client.listImports({ project }),
  ]);
  const idsOf = (rows: readonly { readonly id: string }[]) => rows.map((row) => row.id);
  const spare = async (count: number, make: (number: number) => Promise<string>) =>
    Promise.all(Array.from({ length: count }, (_, number) => make(number)));
  const waiting = await spare(
    12,
    async () => (await client.uploadImport({ project, name: "a.csv", body: file } as never)).import,
  );
  const keys = await spare(4, async (n) => (await signedIn.createKey({ name: `spare ${n}` } as never)).id);
  const taken = waiting.pop() ?? "";
  await untilDone(client, (await client.startImport({ project, import: taken } as never)).job);
  const [deletable, changeable, spareEndpoints, invitations] = await Promise.all([
    spare(4, async (n) => (await client.createProject({ name: `spare ${n}`, task: "classify" } as never)).id),
    spare(2, async (n) => (await client.createProject({ name: `changed ${n}`, task: "classify" } as never)).id),
    spare(4, async (n) => {
      await client.deployVersion({ project, name: `spare-${n}`, version: 1 });
      return `spare-${n}`;
    }),
    spare(12, async () => (await client.invite({ role: "viewer" } as never)).link),
  ]);
  const tokens = invitations.map((one) => new URL(one).searchParams.get("token") ?? "");
  const somebody = { name: "Grace", email: "grace@example.org", password: "warp and weft" };
  await client.join({ token: tokens.pop() ?? "", ...somebody });
  const others = (await client.listMembers({})).rows.filter((row) => row.name === "Grace").map((row) => row.person);
  const labels = idsOf(question.labels);
  const mergeable = (await client.addLabels({ project, names: ["spare a", "spare b", "spare c", "spare d"] })).labels
    .filter((label) => label.name.startsWith("spare "))
    .map((label) => label.id);
  const { told, delivery, removable } = await seedWebhooks(client, project);
  const removableQuestions = await spare(
    4,
    async (n) => (await client.addQuestion({ project, name: `spare ${n}`, required: false } as never)).id,
  );
  const answer = { item: items.rows[0]?.id, answers: { [question.id]: { labels: labels.slice(0, 1) } } };
  const joining = tokens.splice(0, 4).map((token, n) => ({ ...somebody, token, email: `joins-${n}@example.org` }));
  return {
    cookie,
    key,
    name: sample.name,
    kept: [
      project,
      sample.name,
      sample.name.toLowerCase(),
      "support",
      keyId,
      me,
      "ada@example.org",
      ...labels,
      told,
      question.id,
    ],
    path: {
      project: [project],
      item: idsOf(items.rows),
      question: [question.id, question.name],
      label: labels,
      run: [...idsOf(runs.rows), "1"],
      evaluation: idsOf(evaluations.rows),
      other: idsOf(evaluations.rows),
      version: ["1", "2", "newest"],
      endpoint: ["support"],
      name: ["switched", "another"],
      alias: ["spare"],
      prediction: idsOf(predictions.rows),
      alert: idsOf(monitor.alerts),
      job: idsOf(jobs.rows),
      import: [...idsOf(imports.rows), ...waiting],
      webhook: [told],
      delivery: [delivery],
      annotation: [newId("annotation"), newId("annotation")],
      invitation: idsOf((await client.listInvitations({})).rows),
    },
    operations: {
      listKeys: { by: "session" },
      createKey: { by: "session" },
      deleteKey: { by: "session", path: { key: keys } },
      createWebhook: { whole: [{ url: nowhere, events: ["run.finished"] }] },
      changeWebhook: { whole: [{ events: ["alert.opened"] }] },
      removeWebhook: { path: { webhook: removable } },
      deleteProject: { path: { project: deletable } },
      // Never the sample: under another name it would be deleted by chance.
      changeProject: { path: { project: changeable }, whole: [{ settings: { auditShare: 0.2 } }] },
      createProject: { whole: [1, 2, 3, 4].map((n) => ({ name: `made ${n}`, labels: ["a", "b"] })) },
      addQuestion: {
        path: { project: changeable },
        whole: [1, 2, 3, 4].map((n) => ({ name: `made ${n}`, kind: "rating" })),
      },
      changeQuestion: { whole: [{ guideline: "Be kind." }] },
      removeQuestion: { path: { question: removableQuestions } },
      addFile: { whole: ["a file"], query: { name: "a.bin" } },
      removeEndpoint: { path: { endpoint: spareEndpoints } },
      dropImport: { path: { import: waiting.slice(0, 4) } },
      previewImport: { path: { import: waiting.slice(8) } },
      startImport: { path: { import: waiting.slice(4, 8) } },
      // Not that of the sample: without its items little else could be asked.
      takeBackImport: { path: { import: [taken] } },
      join: { body: { token: tokens }, whole: joining },
      readInvitation: { body: { token: tokens }, whole: tokens.slice(0, 2).map((token) => ({ token })) },
      resetPerson: { body: { email: ["grace@example.org"] }, whole: [{ email: "grace@example.org" }] },
      setRole: { body: { person: others }, whole: others.map((person) => ({ person, role: "annotator" })) },
      undoAnswers: { whole: [1, 2, 3, 4].map(() => ({ id: newId("annotation") })) },
      predict: { whole: [{ text: "where is my parcel" }, { texts: ["I want my money back"], scores: true }] },
      deployVersion: { path: { name: ["switched", "another"] }, whole: [{}, { version: 1 }, { version: "newest" }] },
      rollBack: { path: { endpoint: ["switched"] }, whole: [{}, { revision: 1 }] },
      removeItems: { whole: idsOf(items.rows.slice(-4)).map((item) => ({ items: [item] })) },
      giveAnswers: { whole: [answer] },
      // Not those that answers are given with.
      mergeLabels: { path: { label: mergeable }, body: { into: labels }, whole: [{ into: labels[0] }] },
      promoteVersion: { body: { alias: ["spare", "champion"] } },
      giveFeedback: { body: { label: question.labels.map((label) => label.name) } },
      uploadImport: { whole: [file], query: { name: "a.csv" } },
    },
  };
}

/** A name that is nobody's (RFC 6761). */
const nowhere = "https://hooks.example/told";

/** A webhook with a delivery that has ended, and some to be removed. */
async function seedWebhooks(client: Client, project: string) {
  const make = async () =>
    (await client.createWebhook({ project, url: nowhere, events: ["labels.changed"] })).webhook.id;
  const [told = "", ...removable] = [await make(), await make(), await make(), await make(), await make()];
  const { id: delivery } = await client.testWebhook({ project, webhook: told });
  while ((await client.listDeliveries({ project, webhook: told, state: "failed" })).rows.length === 0) await later();
  return { told, delivery, removable };
}

const later = (): Promise<void> => new Promise((done) => setTimeout(done, 200));

async function untilDone(client: Client, job: string): Promise<void> {
  for (;;) {
    const { state, error } = await client.readJob({ job });
    if (state === "done") return;
    if (state !== "queued" && state !== "running") throw new Error(`The training ended as ${state}: ${error}`);
    await later();
  }
}
