import { locateEndpoint } from "#deploy";
import { keyOf } from "#platform/access";
import { type Border, type Problem, statusOf } from "#platform/http";
import { type OpenInferenceParts, openInferenceRoutes, type Seen } from "./routes.ts";

/** Whoever asks whether the server lives shall hear it, also while nobody can be looked up. */
const isHealth = (request: Request): boolean => new URL(request.url).pathname.startsWith("/v2/health/");

/** The Open Inference Protocol, version 2, over HTTP: what clients of Triton, KServe, MLServer and others speak. */
export const openInference = (parts: OpenInferenceParts): Border<Seen> => ({
  name: "open-inference",
  prefixes: ["/v2"],
  routes: openInferenceRoutes(parts),
  // What is answered from memory is found there.
  locators: {
    model: async ({ db }, workspace, name) =>
      parts.serving.find(workspace, name) ?? locateEndpoint(db, workspace, name),
  },
  noRoute: "There is no such route in version 2 of the Open Inference Protocol, as far as it is spoken here.",
  // Only keys: what a browser sends by itself, from whatever page, is nobody's question to a model.
  credential: (request) => (isHealth(request) ? undefined : keyOf(request.headers)),
  problem: ({ kind, message }: Problem) => Response.json({ error: message }, { status: statusOf[kind] }),
});
