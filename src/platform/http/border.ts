import type { Credential, Place, Who } from "#platform/access";
import type { Route } from "./handle.ts";
import type { Problem } from "./problem.ts";

/** Finds where the thing that a path parameter names lives: nothing when it is not there. */
type Locate<Seen> = (world: Seen, workspace: Who["workspace"], name: string) => Promise<Place | undefined>;

/**
 * A language that this server speaks at addresses of its own: ours, or somebody else's. What holds behind it is the same for
 * all: declared permissions and shapes, one log, one count of requests.
 */
export interface Border<Seen> {
  /** A word of its own. */
  readonly name: string;
  /** What its addresses begin with, such as `/api/v1`: it answers whatever is asked below them. */
  readonly prefixes: readonly string[];
  readonly routes: readonly Route<Seen>[];
  /** For each path parameter that names a thing with a permission of its own. */
  readonly locators: Readonly<Record<string, Locate<Seen>>>;
  /** What is said where it has no route. */
  readonly noRoute: string;
  /** What a caller shows of themselves in this language. */
  credential(request: Request): Credential | undefined;
  /** How this language says that something went wrong. */
  problem(problem: Problem): Response;
}

/** The answer for a problem at a path, in the language of the border that the path belongs to; elsewhere in that of the first. */
export function problemAt(
  borders: readonly Pick<Border<never>, "prefixes" | "problem">[],
  path: string,
  problem: Problem,
): Response {
  const isBelow = (prefix: string) => path === prefix || path.startsWith(`${prefix}/`);
  const border = borders.find(({ prefixes }) => prefixes.some(isBelow)) ?? borders[0];
  if (!border) throw new Error("A server has at least one border.");
  return border.problem(problem);
}
