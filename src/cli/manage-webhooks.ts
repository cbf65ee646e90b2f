import { setTimeout as sleep } from "node:timers/promises";
import type { Operations } from "#client";
import { Failure } from "#failure";
import type { Call, Command } from "./command.ts";
import { countOf } from "./figures.ts";
import { project } from "./project-flags.ts";

type Webhook = Operations["listWebhooks"]["returns"]["rows"][number];
type Delivery = Operations["listDeliveries"]["returns"]["rows"][number];
type Events = Operations["createWebhook"]["given"]["events"];

const operand = { name: "WEBHOOK", about: "Its id, as `webhook list` prints it." };
const events = { value: "A,B", about: "What it is told of; docs/webhooks.md lists all." };
const patienceMilliseconds = 20_000;

const named = ({ operand: webhook, flags }: Call) => ({ project: flags.needed("project"), webhook });
const eventsOf = (text: string): Events => text.split(",").map((one) => one.trim()) as Events;

const lineOf = (one: Webhook): string =>
  `${one.id}  ${one.active ? (one.failingSince ? "failing" : "on") : "off"}  ${one.url}  ${one.events.join(",")}${one.off ? `  ${one.off}` : ""}`;

function newsLine(one: Delivery): string {
  const next = one.nextAt === undefined ? "" : `  next ${one.nextAt}`;
  return `${one.id}  ${one.at}  ${one.type}  ${one.state}  ${countOf(one.attempts, "attempt")}  ${one.error ?? one.status ?? ""}${next}`.trim();
}

const listWebhooks: Command = {
  name: "webhook list",
  about: "List the webhooks of a project.",
  flags: { project },
  async run({ client, flags, signal }) {
    const { rows } = await client.listWebhooks({ project: flags.needed("project") }, { signal });
    return { json: { rows }, lines: rows.length > 0 ? rows.map(lineOf) : ["There is none."] };
  },
};

const addWebhook: Command = {
  name: "webhook add",
  about: "Have an address told what happens in a project; the secret that signs is shown this once.",
  operand: { name: "URL", about: "Where to send." },
  flags: { project, events: { ...events, needed: "yes" } },
  async run({ client, operand: url, flags, signal }) {
    const given = { project: flags.needed("project"), url, events: eventsOf(flags.needed("events")) };
    const { webhook, secret } = await client.createWebhook(given, { signal });
    return { json: { ...webhook, secret }, lines: [webhook.id, secret] };
  },
};

const changeWebhook: Command = {
  name: "webhook change",
  about: "Change where a webhook sends or what it is told; switch it off or on.",
  operand,
  flags: {
    project,
    url: { value: "URL", about: "Where to send." },
    events,
    active: { value: "YES", oneOf: ["yes", "no"], about: "Whether it is on; what waits when it goes off is not sent." },
  },
  async run(call) {
    const { client, flags, signal } = call;
    const [wanted, active] = [flags.text("events"), flags.text("active")];
    const change = {
      url: flags.text("url"),
      events: wanted === undefined ? undefined : eventsOf(wanted),
      active: active === undefined ? undefined : active === "yes",
    };
    const webhook = await client.changeWebhook({ ...named(call), ...change }, { signal });
    return { json: webhook, lines: [lineOf(webhook)] };
  },
};

const removeWebhook: Command = {
  name: "webhook remove",
  about: "Remove a webhook with the log of what it was told.",
  operand,
  flags: { project },
  async run(call) {
    await call.client.removeWebhook(named(call), { signal: call.signal });
    return { json: { removed: call.operand }, lines: [`The webhook ${call.operand} is removed.`] };
  },
};

const testWebhook: Command = {
  name: "webhook test",
  about: "Send a test, and say how that went.",
  operand,
  flags: { project },
  async run(call) {
    const { id } = await call.client.testWebhook(named(call), { signal: call.signal });
    const delivery = await ended(call, id);
    if (delivery.state === "failed")
      throw new Failure("unavailable", `The test did not get through. ${delivery.error ?? ""}`);
    const took = `It answered ${delivery.status} in ${delivery.milliseconds} ms.`;
    return { json: delivery, lines: [`The test got through. ${took}`] };
  },
};

/** Waits for the end of a delivery that is tried once. */
async function ended(call: Call, id: string): Promise<Delivery> {
  for (const end = Date.now() + patienceMilliseconds; Date.now() < end; await sleep(200)) {
    call.signal.throwIfAborted();
    const { rows } = await call.client.listDeliveries({ ...named(call), limit: 50 }, { signal: call.signal });
    const found = rows.find((one) => one.id === id);
    if (found && found.state !== "waiting") return found;
  }
  throw new Failure("unavailable", "The test still waits: does a worker run? `webhook log` says how it goes on.");
}

const showLog: Command = {
  name: "webhook log",
  about: "List what a webhook was told, newest first.",
  operand,
  flags: {
    project,
    state: { value: "STATE", oneOf: ["waiting", "delivered", "failed"], about: "Only these; all if not given." },
    limit: { value: "N", kind: "number", about: "At most so many; 50 if not given." },
  },
  async run(call) {
    const { client, flags, signal } = call;
    const query = { state: flags.text("state") as Delivery["state"] | undefined, limit: flags.number("limit") };
    const page = await client.listDeliveries({ ...named(call), ...query }, { signal });
    return { json: page, lines: page.rows.length > 0 ? page.rows.map(newsLine) : ["There is none."] };
  },
};

const replayDelivery: Command = {
  name: "webhook replay",
  about: "Send a delivery that has ended again, under the same id.",
  operand,
  flags: { project, delivery: { value: "DELIVERY", about: "Its id, as `webhook log` prints it.", needed: "yes" } },
  async run(call) {
    const { client, flags, signal } = call;
    const delivery = await client.replayDelivery({ ...named(call), delivery: flags.needed("delivery") }, { signal });
    return { json: delivery, lines: [newsLine(delivery)] };
  },
};

/** The commands of webhooks: list, add, change, test, log, replay, remove. */
export const webhookCommands: readonly Command[] = [
  listWebhooks,
  addWebhook,
  changeWebhook,
  testWebhook,
  showLog,
  replayDelivery,
  removeWebhook,
];
