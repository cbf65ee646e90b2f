/// <reference lib="webworker" />
// Runs once for all tabs of the browser: a browser opens six connections to a server at most, and each tab's own would be one.
import { LiveLink } from "./live-link.ts";

const ports = new Set<MessagePort>();
const tell = (what: object): void => {
  for (const port of ports) port.postMessage(what);
};

const link = new LiveLink({
  open: (signal) => fetch("/api/v1/live", { signal }),
  hear: (message) => tell({ message }),
  say: (state) => tell({ state }),
});

(self as unknown as SharedWorkerGlobalScope).onconnect = ({ ports: [port] }) => {
  if (!port) return;
  ports.add(port);
  port.onmessage = ({ data }) => (data === "bye" ? ports.delete(port) : link.wake());
  port.postMessage({ state: link.state });
};
