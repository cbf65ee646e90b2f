import { z } from "zod";
import type { RouteContract } from "./contract.ts";
import { problem } from "./contract.ts";

/** The OpenAPI 3.1 description of routes, from the same schemas that check every request. */
export function openApi(contracts: readonly RouteContract[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const contract of contracts) {
    const path = `/api/v1${contract.path}`;
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
      200: { description: "Done.", content: content(shapes.returns, "output") },
      default: {
        description: "What went wrong.",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

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

function content(shape: z.ZodType | "stream", io: "input" | "output"): object {
  if (shape === "stream") return { "application/octet-stream": { schema: { type: "string", format: "binary" } } };
  return { "application/json": { schema: schema(shape, io) } };
}

/** A JSON schema; parts that JSON cannot say (a number read from text) become what a caller writes. */
function schema(shape: z.ZodType, io: "input" | "output"): object {
  const { $schema: _, ...rest } = z.toJSONSchema(shape, {
    io,
    unrepresentable: "any",
    target: "draft-2020-12",
    reused: "inline",
  });
  return rest;
}
