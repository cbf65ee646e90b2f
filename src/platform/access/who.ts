import type { Id } from "#ids";
import { type Permission, type Role, roles, type Scope } from "./contract.ts";

/** Who is calling: a person, an API key of a person, or a program on this very machine. */
export interface Who {
  readonly kind: "person" | "key" | "local";
  readonly id: string;
  readonly name: string;
  readonly email?: string | undefined;
  readonly workspace: Id<"workspace">;
  readonly workspaceName: string;
  readonly role: Role | undefined;
  readonly projectRoles: ReadonlyMap<Id<"project">, Role>;
  /** What a key may do; undefined where there is no key in between. */
  readonly scopes: ReadonlySet<Scope> | undefined;
}

/** Where the thing that is asked for lives. */
export interface Place {
  readonly workspace: Id<"workspace">;
  readonly project?: Id<"project"> | undefined;
}

/** Whether somebody may do what a route asks, at a place; `unseen` is answered as if the thing did not exist. */
export function judge(who: Who, permission: Permission, place: Place): "allowed" | "forbidden" | "unseen" {
  if (place.workspace !== who.workspace) return "unseen";
  if (who.scopes && !who.scopes.has(permission.scope)) return "forbidden";
  if (permission.on === "person") return "allowed";
  const role = strongest(
    who.role,
    permission.on === "project" && place.project ? who.projectRoles.get(place.project) : undefined,
  );
  if (!role) return "unseen";
  return atLeast(role, permission.least) ? "allowed" : "forbidden";
}

/** Whether a role may do what another may. */
export const atLeast = (role: Role, least: Role): boolean => roles.indexOf(role) <= roles.indexOf(least);

/** The stronger of two roles. */
export function strongest(one: Role | undefined, other: Role | undefined): Role | undefined {
  if (!one || !other) return one ?? other;
  return atLeast(one, other) ? one : other;
}
