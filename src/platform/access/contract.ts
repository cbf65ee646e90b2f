/** Roles from most to least; each may do what those after it may. */
export const roles = ["owner", "admin", "reviewer", "annotator", "viewer"] as const;
/** A role in a workspace or in one project. */
export type Role = (typeof roles)[number];

/** What an API key may be allowed to do. */
export const scopes = ["read", "label", "import", "train", "deploy", "predict", "manage"] as const;
/** One thing an API key may be allowed to do. */
export type Scope = (typeof scopes)[number];

/** What a route asks of whoever calls it: a scope of its key, and at least a role where the thing lives. */
export interface Permission {
  /** `public`: anybody; `person`: whoever is signed in; `workspace`, `project`: a role there. */
  readonly on: "public" | "person" | "workspace" | "project";
  readonly least: Role;
  readonly scope: Scope;
}

/** The permission of a route that anybody may call. */
export const anybody: Permission = { on: "public", least: "viewer", scope: "read" };
/** The permission of a route for whoever is signed in. */
export const signedIn: Permission = { on: "person", least: "viewer", scope: "read" };
/** A permission in the project that the route's path names. */
export const inProject = (least: Role, scope: Scope): Permission => ({ on: "project", least, scope });
/** A permission in the caller's workspace. */
export const inWorkspace = (least: Role, scope: Scope): Permission => ({ on: "workspace", least, scope });
