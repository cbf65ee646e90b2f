import { inWorkspace } from "#platform/access/contract";
import { defineRoute } from "#platform/http/contract";

/** The counters of this server. */
export const readMetrics = defineRoute({
  operation: "readMetrics",
  method: "get",
  path: "/metrics",
  permission: inWorkspace("viewer", "read"),
  tag: "system",
  summary: "Counters and latencies of this server in Prometheus' text format; also at /metrics",
  shapes: { returns: "stream" },
  types: ["text/plain"],
});
