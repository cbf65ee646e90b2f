import { z } from "zod";
import { inProject } from "#platform/access/contract";
import { defineRoute, naming, nothing, pageOf, pageQuery, projectParams, rowInteger } from "#platform/http/contract";

const tag = "monitor";
const endpointParams = z.object({ endpoint: naming.describe("The endpoint's name.") });

/** What is watched. */
export const watched = ["label-drift", "confidence-drift", "unseen-words"] as const;
/** What is watched. */
export type Watched = (typeof watched)[number];

const endings = ["usual again", "quiet traffic", "other version", "no profile", "answered"] as const;
/** Why an alert ended. */
export type Ended = (typeof endings)[number];

const alertStates = ["open", "quiet", "answered", "over"] as const;

/** An alert. */
export const alertView = z.object({
  id: z.string(),
  endpoint: z.string(),
  question: z.string().optional().describe("The id of the question that the version answers."),
  version: z.number().optional().describe("The version whose answers it is about."),
  kind: z.enum(watched),
  value: z.number(),
  threshold: z.number().describe("Above it an alert opens."),
  endsAt: z.number().optional().describe("At or below it the alert ends."),
  sentence: z.string(),
  state: z.enum(alertStates),
  quietUntil: z.string().optional(),
  from: z.string(),
  to: z.string(),
  tasks: rowInteger.describe("Items sent to be labelled because of it."),
  createdAt: z.string(),
  endedAt: z.string().optional(),
  ended: z
    .enum(endings)
    .optional()
    .describe(
      "Why it ended: the distance fell to what is usual; fewer than 50 answers in a day; the endpoint answers with another version; the version has no profile; its items were sent to be labelled.",
    ),
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
  thresholds: z
    .object({
      labelDrift: z.number().optional(),
      confidenceDrift: z.number().optional(),
      unseen: z.number().optional().describe("Share of words: that of the profile with what chance may add."),
    })
    .describe("What opens an alert with as many answers as there are here."),
});

/** How an endpoint does. */
export const monitorView = z.object({
  endpoint: z.string(),
  project: z.string(),
  question: z.string().describe("The id of the question that it answers."),
  version: rowInteger,
  window: z.enum(["hour", "day", "week"]),
  state: z.enum(["calm", "drifting", "quiet traffic", "no profile"]),
  sentence: z.string(),
  now: windowView,
  reference: z.object({ items: rowInteger, confidence: z.number(), unseen: z.number(), from: z.string() }).optional(),
  series: z.array(windowView),
  shares: z.array(z.object({ label: z.string(), name: z.string(), now: z.number(), reference: z.number() })),
  alerts: z.array(alertView).describe("Those that stand, and the newest 20."),
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
  summary: "Traffic, latency, errors, and drift against what the version answered to items it never saw",
  shapes: {
    params: endpointParams,
    query: z.object({ window: z.enum(["hour", "day", "week"]).default("week") }),
    returns: monitorView,
  },
});

/** Alerts. */
export const listAlerts = defineRoute({
  operation: "listAlerts",
  method: "get",
  path: "/projects/{project}/alerts",
  permission: inProject("viewer", "read"),
  tag,
  summary: "The alerts of all endpoints of a project, newest first",
  shapes: {
    params: projectParams,
    query: pageQuery("alert").extend({
      endpoint: naming.optional().describe("The name of an endpoint."),
      state: z
        .enum([...alertStates, "standing"])
        .optional()
        .describe("Standing: open or quiet."),
    }),
    returns: pageOf(alertView),
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
