import { z } from "zod";
import type { Permission } from "#platform/access/contract";

/** What the addresses of our own routes begin with. */
export const apiPrefix = "/api/v1";

/** The verbs that we use. */
type Method = "get" | "post" | "put" | "patch" | "delete";

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
  /** Below the prefix of its border (`/api/v1` for ours), with `{name}` for parameters. */
  readonly path: string;
  readonly permission: Permission;
  /** The step it belongs to, for the page of the API. */
  readonly tag: string;
  readonly summary: string;
  readonly shapes: Shapes;
  /** The largest body in bytes; 1 MiB unless told. */
  readonly limit?: number;
  /** The media types that an answer of bytes may have; application/octet-stream unless told. */
  readonly types?: readonly string[];
  /** What its use-case may refuse beside what every route does: things that only a body names, and conflicts. */
  readonly refuses?: readonly ("missing" | "conflict")[];
}

/** Declares a route; a route without a permission does not compile. */
export const defineRoute = <const Shapes extends RouteShapes>(route: RouteContract<Shapes>): RouteContract<Shapes> =>
  route;

/** A page of a keyset-paged list: give `next` back as `after` for the next page. */
export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), next: z.string().optional() });

const largest = 2 ** 31 - 1;

/** A number that a row holds as `integer`: 0 to 2,147,483,647. What is larger would be refused by the database only. */
export const rowInteger = z.number().min(0).max(largest).int();

/** The same, as it stands in an address. */
export const queryInteger = z.coerce.number().min(0).max(largest).int();

/** A word in an address or a body that names something by its id, number or name. */
export const naming = z.string().min(1).max(200);

/** The same where only an id names it: what is no id names nothing, and is answered as a thing that is not there. */
export const idNaming = <Kind extends string>(_kind: Kind) =>
  naming as unknown as z.ZodType<`${Kind}_${string}`, string>;

/** The parameter object of paths that name one project, by id or by name. */
export const projectParams = z.object({ project: naming.describe("The project's id or name.") });

/** An id of a kind, as `isId` of `#ids` takes it; anything else is refused with a sentence that says what it must be. */
export const idText = <Kind extends string>(kind: Kind, sentence = `must be ${kind}_ and 8 to 64 letters or digits`) =>
  z.string().regex(new RegExp(`^${kind}_[0-9a-zA-Z_-]{8,64}$`), sentence) as unknown as z.ZodType<
    `${Kind}_${string}`,
    string
  >;

/** How many rows a page has at most. */
export const pageLimit = (most = 200) => z.coerce.number().min(1).max(most).int().default(50);

/** The query of a list of things of a kind that is paged by their ids. */
export const pageQuery = <Kind extends string>(kind: Kind, most = 200) =>
  z.object({ after: idText(kind, 'must be the "next" of the page before').optional(), limit: pageLimit(most) });

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

/** The most characters of a name that people give. */
export const nameLimit = 120;

/** A name that people give: trimmed, on one line, 1 to 120 characters, without control characters. */
export const nameText = z
  .string()
  .trim()
  .min(1)
  .max(nameLimit)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
  .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, "must be on one line")
  .refine((name) => name !== "." && name !== "..", "must be more than dots, which addresses swallow");
