import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { AskAgain } from "./ask-again.ts";

interface LiveMessage {
  readonly kind: string;
  readonly job?: string;
  readonly state?: string;
  readonly done?: number;
  readonly total?: number;
  readonly message?: string;
}

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
  "versions",
  "lineage",
  "endpoints",
  "endpoint",
  "predictions",
  "monitor",
  "jobs",
  "job",
  "snapshots",
];

/** Which questions an event makes worth asking again, by the first word of their key. */
const asksAgain: Readonly<Record<string, readonly string[]>> = {
  "annotation.given": ["progress", "counts", "overview", "projects", "item"],
  "annotation.undone": ["progress", "counts", "overview", "projects", "item"],
  "live.trained": ["progress", "overview"],
  "items.imported": ["items", "counts", "imports", "progress", "overview", "projects"],
  "version.registered": ["versions", "overview", "runs", "evaluations", "projects"],
  "version.promoted": ["versions", "overview", "lineage"],
  "endpoint.deployed": ["endpoints", "endpoint", "monitor", "overview"],
  "alert.opened": ["monitor", "overview", "projects"],
  "labels.changed": ["project"],
  gap: everything,
};

const ended = new Set(["done", "failed", "cancelled"]);

/** The keys of the questions that a message makes worth asking again. */
export function questionsFor(message: Pick<LiveMessage, "kind" | "state">): readonly string[] {
  if (message.kind !== "job.changed") return asksAgain[message.kind] ?? [];
  return ended.has(message.state ?? "") ? everything : ["jobs", "imports", "runs"];
}

/** Keeps the screens of a project true: listens to the server and asks again what has changed. */
export function useLive(project: string): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!project) return;
    const source = new EventSource(`/api/v1/projects/${encodeURIComponent(project)}/live`);
    const again = new AskAgain(client);
    let opened = 0;
    source.onmessage = (event) => {
      const message = JSON.parse(event.data as string) as LiveMessage;
      if (message.kind === "job.changed") patchJob(client, message);
      // A stream that opens again may have missed something.
      again.about(message.kind === "open" ? (opened++ > 0 ? everything : []) : questionsFor(message));
    };
    return () => {
      source.close();
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
