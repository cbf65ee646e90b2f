import type { Command } from "./command.ts";
import { countOf } from "./figures.ts";

/** `status`: how much of what there is. */
export const showStatus: Command = {
  name: "status",
  about: "Say whether the server is ready, and how much of what there is.",
  flags: {},
  async run({ client, signal }) {
    const { ready, projects, items, labels, endpoints, jobs } = await client.readStatus({}, { signal });
    const lines = [
      ready ? "Handloom is ready." : "Handloom is starting.",
      `${countOf(projects, "project")}, ${countOf(items, "item")}, ${countOf(labels, "label")}, ${countOf(endpoints, "endpoint")}`,
      `${countOf(jobs.running, "job")} running, ${jobs.queued} queued`,
    ];
    return { json: { ready, projects, items, labels, endpoints, jobs }, lines };
  },
};
