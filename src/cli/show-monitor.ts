import type { Command } from "./command.ts";
import { countOf } from "./figures.ts";
import { endpoint } from "./project-flags.ts";

/** `monitor`: how an endpoint does, and with `--ask` the items to label next. */
export const showMonitor: Command = {
  name: "monitor",
  about: "Say how an endpoint does: traffic, latency, errors and drift.",
  flags: {
    endpoint,
    ask: {
      value: "N",
      kind: "number",
      about: "Send the N most telling production items to the front of the labelling queue.",
    },
  },
  async run({ client, flags, signal }) {
    const name = flags.needed("endpoint");
    const view = await client.readMonitor({ endpoint: name }, { signal });
    const count = flags.number("ask");
    const asked = count === undefined ? undefined : await client.askForLabels({ endpoint: name, count }, { signal });
    const { questions } = await client.readProject({ project: view.project }, { signal });
    const asks = questions.length > 1 ? questions.find((one) => one.id === view.question)?.name : undefined;
    const { now } = view;
    const latency = now.p95 === undefined ? "" : `, p50 ${shown(now.p50)} ms, p95 ${shown(now.p95)} ms`;
    const lines = [
      `${name} serves version ${view.version}${asks === undefined ? "" : `, which answers "${asks}"`}: ${view.state}. ${view.sentence}`,
      `${countOf(now.requests, "request")}, ${countOf(now.errors, "error")}${latency}`,
      ...view.alerts.filter((alert) => alert.state === "open").map((alert) => `Alert: ${alert.sentence}`),
      ...(asked ? [`${countOf(asked.added, "item")} sent to be labelled, ${asked.known} known already.`] : []),
    ];
    return { json: asked ? { ...view, asked } : view, lines };
  },
};

const shown = (milliseconds: number | undefined): string => (milliseconds ?? 0).toPrecision(2);
