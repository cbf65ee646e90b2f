import { z } from "zod";
import type { Permission } from "#platform/people/contract";

/** The verbs that we use. */
export type Method = "get" | "post" | "put" | "patch" | "delete";

/** The shapes that a route takes and gives. */
export interface RouteShapes {
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** A JSON body; `"stream"` for raw bytes. */
  readonly body?: z.ZodType | "stream";
  /** A JSON answer; `"stream"` for bytes or server-sent events. */
  readonly returns: z.ZodType | "stream";
}

/** A route as the server, the OpenAPI file and the client know it. */
export interface RouteContract<Shapes extends RouteShapes = RouteShapes> {
  /** The name of the operation, unique, a verb and a noun: `giveLabel`. */
  readonly operation: string;
  readonly method: Method;
  /** Below `/api/v1`, with `{name}` for parameters. */
  readonly path: string;
  readonly permission: Permission;
  /** The step it belongs to, for the page of the API. */
  readonly tag: string;
  readonly summary: string;
  readonly shapes: Shapes;
  /** The largest body in bytes; 1 MiB unless told. */
  readonly limit?: number;
}

/** Declares a route; a route without a permission does not compile. */
export const defineRoute = <const Shapes extends RouteShapes>(route: RouteContract<Shapes>): RouteContract<Shapes> =>
  route;

/** The parameter object of paths that name one project, by id or by name. */
export const projectParams = z.object({ project: z.string().min(1).max(200).describe("The project's id or name.") });

/** A page of a keyset-paged list: give `next` back as `after` for the next page. */
export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), next: z.string().optional() });

/** The query of a keyset-paged list. */
export const pageQuery = z.object({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
});

/** The body of an answer that says what went wrong. */
export const problem = z.object({
  error: z.object({
    kind: z.enum(["invalid", "unauthenticated", "forbidden", "missing", "conflict", "unavailable", "internal"]),
    message: z.string(),
    field: z.string().optional(),
    facts: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** The answer of a route that has nothing to say. */
export const nothing = z.object({});

/** A name that people give: trimmed, on one line, 1 to 120 characters, without control characters. */
export const nameText = z
  .string()
  .trim()
  .min(1)
  .max(120)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
  .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, "must be on one line")
  .refine((name) => name !== "." && name !== "..", "must be more than dots, which addresses swallow");
