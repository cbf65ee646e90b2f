import { z } from "zod";
import { defineRoute, naming, nothing, rowInteger } from "#platform/http/contract";
import { inProject } from "#platform/people/contract";

const tag = "monitor";
const endpointParams = z.object({ endpoint: naming.describe("The endpoint's name.") });

/** What is watched. */
export const watched = ["label-drift", "confidence-drift", "unseen-words"] as const;
/** What is watched. */
export type Watched = (typeof watched)[number];

/** An alert. */
export const alertView = z.object({
  id: z.string(),
  endpoint: z.string(),
  kind: z.enum(watched),
  value: z.number(),
  threshold: z.number(),
  sentence: z.string(),
  state: z.enum(["open", "quiet", "answered", "over"]),
  quietUntil: z.string().optional(),
  from: z.string(),
  to: z.string(),
  tasks: rowInteger.describe("Items sent to be labelled because of it."),
  createdAt: z.string(),
});
/** An alert. */
export type AlertView = z.infer<typeof alertView>;

/** A stretch of traffic. */
export const windowView = z.object({
  at: z.string(),
  requests: rowInteger,
  errors: rowInteger,
  p50: z.number().optional().describe("Milliseconds."),
  p95: z.number().optional(),
  labelDrift: z.number().optional().describe("PSI of the shares of labels against the profile."),
  confidenceDrift: z.number().optional().describe("Kolmogorov-Smirnov distance of confidence."),
  confidence: z.number().optional(),
  unseen: z.number().optional().describe("Share of words unseen in training."),
});

/** How an endpoint does. */
export const monitorView = z.object({
  endpoint: z.string(),
  project: z.string(),
  version: rowInteger,
  window: z.enum(["hour", "day", "week"]),
  state: z.enum(["calm", "drifting", "quiet traffic", "no profile"]),
  sentence: z.string(),
  now: windowView,
  thresholds: z.object({
    labelDrift: z.number().optional(),
    confidenceDrift: z.number().optional(),
    unseen: z.number().optional(),
  }),
  reference: z.object({ items: rowInteger, confidence: z.number(), unseen: z.number(), from: z.string() }).optional(),
  series: z.array(windowView),
  shares: z.array(z.object({ label: z.string(), name: z.string(), now: z.number(), reference: z.number() })),
  alerts: z.array(alertView),
});
/** How an endpoint does. */
export type MonitorView = z.infer<typeof monitorView>;

/** How an endpoint does. */
export const readMonitor = defineRoute({
  operation: "readMonitor",
  method: "get",
  path: "/endpoints/{endpoint}/monitor",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Traffic, latency, errors, and drift against what the version was tested on",
  shapes: {
    params: endpointParams,
    query: z.object({ window: z.enum(["hour", "day", "week"]).default("week") }),
    returns: monitorView,
  },
});

/** Not now. */
export const quietAlert = defineRoute({
  operation: "quietAlert",
  method: "post",
  path: "/endpoints/{endpoint}/alerts/{alert}/quiet",
  permission: inProject("reviewer", "deploy"),
  tag,
  summary: "Be quiet about an alert for some hours",
  shapes: {
    params: endpointParams.extend({ alert: naming }),
    body: z.object({ hours: z.number().int().min(1).max(720).default(24) }),
    returns: nothing,
  },
});

/** Close the loop. */
export const askForLabels = defineRoute({
  operation: "askForLabels",
  method: "post",
  path: "/endpoints/{endpoint}/ask-for-labels",
  permission: inProject("annotator", "label"),
  tag,
  summary: "Send the most telling production items to the front of the labelling queue",
  shapes: {
    params: endpointParams,
    body: z.object({ count: z.number().int().min(1).max(500).default(40), alert: naming.optional() }),
    returns: z.object({
      added: rowInteger,
      known: rowInteger.describe("Items that were in the queue or labelled already."),
    }),
  },
  refuses: ["conflict"],
});
