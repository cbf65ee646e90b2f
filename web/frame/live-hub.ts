import { type LinkState, LiveLink, type LiveMessage } from "./live-link.ts";

type Told = { readonly message: LiveMessage; readonly state?: undefined } | { readonly state: LinkState };

let state: LinkState = "trying";
let wake: (() => void) | undefined;
const hearers = new Set<(message: LiveMessage) => void>();
const watchers = new Set<() => void>();

function take(told: Told): void {
  if (told.state === undefined) {
    for (const hear of hearers) hear(told.message);
    return;
  }
  state = told.state;
  for (const tell of watchers) tell();
}

/** Listens over the one connection that all tabs share; where a browser has no shared workers, over one while this tab is seen. */
function connect(): () => void {
  if (typeof SharedWorker === "undefined") return connectAlone();
  let port: MessagePort | undefined;
  const join = (): void => {
    port = new SharedWorker(new URL("./live-worker.ts", import.meta.url), { type: "module", name: "handloom" }).port;
    port.onmessage = ({ data }) => take(data as Told);
  };
  join();
  // A page that the browser keeps for "back" is asleep: it leaves, and comes again when it wakes, as if it had missed something.
  window.addEventListener("pagehide", () => port?.postMessage("bye"));
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    join();
    take({ message: { kind: "gap" } });
  });
  return () => port?.postMessage("wake");
}

function connectAlone(): () => void {
  let link: LiveLink | undefined;
  const follow = (): void => {
    if (link) take({ message: { kind: "gap" } });
    link?.close();
    link = document.hidden
      ? undefined
      : new LiveLink({
          open: (signal) => fetch("/api/v1/live", { signal }),
          hear: (message) => take({ message }),
          say: (next) => take({ state: next }),
        });
  };
  document.addEventListener("visibilitychange", follow);
  follow();
  return () => link?.wake();
}

/** Hears what happens, wherever; gives the function that ends it. */
export function hearLive(hear: (message: LiveMessage) => void): () => void {
  wake ??= start();
  hearers.add(hear);
  return () => hearers.delete(hear);
}

function start(): () => void {
  const again = connect();
  window.addEventListener("online", again);
  return again;
}

/** Tries to connect at once, if there is no connection. */
export const wakeLive = (): void => wake?.();

/** How it stands with the connection, for `useSyncExternalStore`. */
export const liveState = {
  now: (): LinkState => state,
  watch(tell: () => void): () => void {
    watchers.add(tell);
    return () => watchers.delete(tell);
  },
};
