import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { AskAgain } from "./ask-again.ts";
import { hearLive } from "./live-hub.ts";
import type { LiveMessage } from "./live-link.ts";

const everything = [
  "projects",
  "project",
  "overview",
  "progress",
  "counts",
  "items",
  "item",
  "imports",
  "runs",
  "evaluations",
  "evaluation",
  "judged",
  "comparison",
  "versions",
  "lineage",
  "endpoints",
  "endpoint",
  "predictions",
  "monitor",
  "jobs",
  "job",
  "snapshots",
  "webhooks",
  "deliveries",
];

/** Which questions an event makes worth asking again, by the first word of their key. */
const asksAgain: Readonly<Record<string, readonly string[]>> = {
  "annotation.given": ["progress", "counts", "overview", "projects", "item"],
  "annotation.undone": ["progress", "counts", "overview", "projects", "item"],
  "live.trained": ["progress", "overview"],
  "items.imported": ["items", "counts", "imports", "progress", "overview", "projects"],
  "items.asked": ["items", "counts", "progress", "overview", "monitor"],
  "items.removed": [
    ...["items", "item", "counts", "imports", "progress", "overview", "projects"],
    ...["judged", "comparison", "snapshots", "lineage"],
  ],
  "run.finished": ["runs", "overview"],
  "version.registered": ["versions", "overview", "runs", "evaluations", "evaluation", "comparison", "projects"],
  "version.promoted": ["versions", "overview", "lineage"],
  "version.judged": ["versions", "overview", "lineage"],
  "endpoint.deployed": ["endpoints", "endpoint", "monitor", "overview"],
  "endpoints.changed": ["endpoints", "endpoint", "overview"],
  "alert.opened": ["monitor", "overview", "projects"],
  "alert.ended": ["monitor", "overview", "projects"],
  "webhooks.changed": ["webhooks", "deliveries"],
  "project.deleted": ["projects", "project"],
  "labels.changed": [
    ...["project", "projects", "overview", "items", "item", "counts", "progress"],
    ...["evaluation", "judged", "comparison", "endpoint", "predictions", "monitor"],
  ],
  gap: everything,
};

const ended = new Set(["done", "failed", "cancelled"]);

/** The keys of the questions that a message makes worth asking again. */
export function questionsFor(message: Pick<LiveMessage, "kind" | "state">): readonly string[] {
  if (message.kind !== "job.changed") return asksAgain[message.kind] ?? [];
  return ended.has(message.state ?? "") ? everything : ["jobs", "imports", "runs"];
}

/** What another project's news change on a screen: the list of all projects, and of all work. */
const everywhere = new Set(["projects", "jobs"]);

/** Keeps the screens true: hears what happens and asks again what has changed. */
export function useLive(project: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const again = new AskAgain(client);
    const leave = hearLive((message) => {
      if (message.kind === "job.changed") patchJob(client, message);
      const isHere = message.kind === "gap" || !message.project || message.project === project;
      again.about(questionsFor(message).filter((question) => isHere || everywhere.has(question)));
    });
    return () => {
      leave();
      again.close();
    };
  }, [client, project]);
}

function patchJob(client: QueryClient, message: LiveMessage): void {
  const { job, state, done, total, message: text } = message;
  client.setQueryData(
    ["job", job],
    (known: object | undefined) => known && { ...known, state, done, total, message: text },
  );
}
