import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { meQuery, server } from "../frame/index.ts";
import { notify } from "../ui/index.ts";
import { Bench, type BenchState } from "./bench.ts";
import type { SaveState } from "./save-buffer.ts";
import { newAnnotationId, unsaved } from "./unsaved.ts";

const never = () => () => undefined;
const empty: BenchState = { task: undefined, ahead: 0, left: "loading", error: undefined, given: 0 };
const holdEvery = 4 * 60_000;

/** The bench of a project for as long as its screen is open; what is left in the hand is given back after. */
export function useBench(project: string): { bench: Bench | undefined; state: BenchState; saving: SaveState } {
  const { data: me } = useQuery(meQuery);
  const [bench, setBench] = useState<Bench>();
  const person = me?.id;
  useEffect(() => {
    if (person === undefined) return;
    const next = (count: number) => server.nextTasks({ project, count });
    const made = new Bench({
      project,
      person,
      buffer: unsaved,
      next,
      now: () => performance.now(),
      newId: newAnnotationId,
    });
    setBench(made);
    void made.refill();
    const held = () => [...made.held()];
    const timer = setInterval(() => {
      if (held().length > 0 && document.visibilityState === "visible")
        server.holdTasks({ project, items: held(), until: "later" }).catch(() => undefined);
    }, holdEvery);
    const stop = unsaved.listen((pending, sent) => {
      const tookNothing =
        sent.is === "saved" && pending.kind === "undo" && (sent.answer as { task?: unknown }).task === undefined;
      if (tookNothing && pending.item === "") notify("There is no answer of yours to take back.");
    });
    return () => {
      clearInterval(timer);
      stop();
      made.close();
      if (held().length > 0) server.holdTasks({ project, items: held(), until: "now" }).catch(() => undefined);
    };
  }, [project, person]);
  const state = useSyncExternalStore(bench?.watch ?? never, bench?.state ?? (() => empty));
  const saving = useSyncExternalStore(unsaved.watch, unsaved.state);
  return { bench, state, saving };
}
