import { z } from "zod";
import type { RouteContract } from "./contract.ts";
import { apiPrefix, problem } from "./contract.ts";
import { type Problem, statusOf } from "./problem.ts";

/** The OpenAPI 3.1 description of routes, from the same schemas that check every request. */
export function openApi(contracts: readonly RouteContract[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const contract of contracts) {
    const path = `${apiPrefix}${contract.path}`;
    paths[path] = { ...paths[path], [contract.method]: operation(contract) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Handloom",
      version,
      description: "Collect, label, train, evaluate, register, deploy, monitor, and label again.",
    },
    paths,
    components: {
      schemas: { Problem: schema(problem, "output") },
      securitySchemes: {
        key: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "handloom.session_token" },
      },
    },
  };
}

function operation(contract: RouteContract): object {
  const { shapes, permission } = contract;
  return {
    operationId: contract.operation,
    summary: contract.summary,
    tags: [contract.tag],
    security: permission.on === "public" ? [] : [{ key: [] }, { session: [] }],
    "x-permission": permission,
    parameters: [...parameters(shapes.params, "path"), ...parameters(shapes.query, "query")],
    ...(shapes.body && { requestBody: { required: true, content: content(shapes.body, "input") } }),
    responses: {
      200: { description: "Done.", content: content(shapes.returns, "output", contract.types) },
      ...Object.fromEntries(problemsOf(contract).map((kind) => [statusOf[kind], refusal(kind)])),
    },
  };
}

const sentences: Record<Exclude<Problem["kind"], "internal">, string> = {
  invalid: "Something that was sent is not as described; the field is named.",
  unauthenticated: "Nobody is signed in, and no API key that is known was sent.",
  forbidden: "The caller may not do this, or the request comes from a page or for a name that is not this server's.",
  missing: "What is named is not there, or not for the caller.",
  conflict: "It does not go with how things are now.",
  unavailable: "It cannot be done just now and nothing was changed; try again in a moment.",
};

/** What an operation may answer beside 200: what the rim refuses by the shapes and the permission, and what its use-case says. */
function problemsOf({ shapes, permission, refuses = [] }: RouteContract): (keyof typeof sentences)[] {
  const kinds = Object.keys(sentences) as (keyof typeof sentences)[];
  const may: Record<keyof typeof sentences, boolean> = {
    invalid: [shapes.params, shapes.query, shapes.body].some((shape) => shape !== undefined),
    unauthenticated: permission.on !== "public",
    forbidden: true,
    missing: shapes.params !== undefined || refuses.includes("missing"),
    conflict: refuses.includes("conflict"),
    unavailable: true,
  };
  return kinds.filter((kind) => may[kind]);
}

const refusal = (kind: keyof typeof sentences): object => ({
  description: sentences[kind],
  content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

function parameters(shape: z.ZodObject | undefined, place: "path" | "query"): object[] {
  if (!shape) return [];
  const { properties = {}, required = [] } = schema(shape, "input") as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: one,
  }));
}

const bytes = ["application/octet-stream"];

function content(shape: z.ZodType | "stream", io: "input" | "output", types: readonly string[] = bytes): object {
  if (shape === "stream")
    return Object.fromEntries(types.map((type) => [type, { schema: { type: "string", format: "binary" } }]));
  return { "application/json": { schema: schema(shape, io) } };
}

/** A JSON schema; parts that JSON cannot say (a number read from text) become what a caller writes. */
function schema(shape: z.ZodType, io: "input" | "output"): object {
  const { $schema: _, ...rest } = z.toJSONSchema(shape, {
    io,
    unrepresentable: "any",
    target: "draft-2020-12",
    reused: "inline",
    // A pair is bounded by its length already, and what says it twice is misread by tools.
    override: ({ jsonSchema }) => {
      if (jsonSchema.prefixItems) delete jsonSchema.items;
    },
  });
  return rest;
}
