import { z } from "zod";
import { anybody, inWorkspace, roles, scopes, signedIn } from "#platform/access/contract";
import { defineRoute, idNaming, nameText, naming, nothing } from "#platform/http/contract";

/** Who is calling, as the screens know it. */
export const meView = z.object({
  kind: z.enum(["person", "key", "local"]),
  id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  workspace: z.object({ id: z.string(), name: z.string() }),
  role: z.enum(roles).optional(),
});
/** Who is calling, as the screens know it. */
export type MeView = z.infer<typeof meView>;

/** A person with a role, or one invited. */
export const memberView = z.object({
  person: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  project: z.string().optional(),
  since: z.string(),
});

/** An API key without its secret. */
export const keyView = z.object({
  id: z.string(),
  name: z.string(),
  start: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  lastUsedAt: z.string().optional(),
});

/** An open invitation. */
export const invitationView = z.object({
  id: z.string(),
  role: z.enum(roles),
  project: z.string().optional(),
  note: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
});

// As RFC 5321 has it: 64 characters before the @, 63 between two dots behind it.
const email = z
  .email({
    pattern:
      /^(?=.{1,64}@)(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/,
  })
  .max(254);
const password = z.string().min(10).max(200);
const tag = "people";

/** Who is calling. */
export const readMe = defineRoute({
  operation: "readMe",
  method: "get",
  path: "/me",
  permission: signedIn,
  tag,
  summary: "Who is calling, with role and workspace",
  shapes: { returns: meView },
});

/** What a link offers. */
export const readInvitationRoute = defineRoute({
  operation: "readInvitation",
  method: "post",
  path: "/join/read",
  permission: anybody,
  tag,
  summary: "What an invitation link offers",
  shapes: {
    body: z.object({ token: z.string().max(100) }),
    returns: z.object({ role: z.enum(roles), workspace: z.string() }),
  },
  refuses: ["missing"],
});

/** Take an invitation. */
export const joinRoute = defineRoute({
  operation: "join",
  method: "post",
  path: "/join",
  permission: anybody,
  tag,
  summary: "Join by an invitation link; signs in",
  shapes: {
    body: z.object({ token: z.string().max(100), name: nameText, email, password }),
    returns: z.object({ person: z.string() }),
  },
  refuses: ["missing"],
});

/** Members of the workspace. */
export const listMembers = defineRoute({
  operation: "listMembers",
  method: "get",
  path: "/members",
  permission: inWorkspace("viewer", "read"),
  tag,
  summary: "People and their roles",
  shapes: { returns: z.object({ rows: z.array(memberView) }) },
});

/** Change or end somebody's role. */
export const setRole = defineRoute({
  operation: "setRole",
  method: "put",
  path: "/members",
  permission: inWorkspace("admin", "manage"),
  tag,
  summary: "Give, change or (without a role) end somebody's role",
  shapes: {
    body: z.object({ person: naming, project: idNaming("project").optional(), role: z.enum(roles).optional() }),
    returns: nothing,
  },
  refuses: ["missing", "conflict"],
});

/** Invite somebody. */
export const inviteRoute = defineRoute({
  operation: "invite",
  method: "post",
  path: "/invitations",
  permission: inWorkspace("admin", "manage"),
  tag,
  summary: "Make a link that gives a role, to be copied to a colleague",
  shapes: {
    body: z.object({
      role: z.enum(roles),
      project: idNaming("project").optional(),
      note: z.string().max(200).default(""),
      days: z.number().int().min(1).max(90).default(7),
    }),
    returns: z.object({ id: z.string(), link: z.string(), expiresAt: z.string() }),
  },
});

/** Open invitations. */
export const listInvitations = defineRoute({
  operation: "listInvitations",
  method: "get",
  path: "/invitations",
  permission: inWorkspace("admin", "manage"),
  tag,
  summary: "Links that were not used yet",
  shapes: { returns: z.object({ rows: z.array(invitationView) }) },
});

/** Take an invitation back. */
export const withdrawInvitation = defineRoute({
  operation: "withdrawInvitation",
  method: "delete",
  path: "/invitations/{invitation}",
  permission: inWorkspace("admin", "manage"),
  tag,
  summary: "Take an unused link back",
  shapes: { params: z.object({ invitation: idNaming("invitation") }), returns: nothing },
});

/** One's own keys. */
export const listKeys = defineRoute({
  operation: "listKeys",
  method: "get",
  path: "/keys",
  permission: inWorkspace("viewer", "manage"),
  tag,
  summary: "API keys, without their secrets",
  shapes: { returns: z.object({ rows: z.array(keyView) }) },
  refuses: ["conflict"],
});

/** Make a key. */
export const createKey = defineRoute({
  operation: "createKey",
  method: "post",
  path: "/keys",
  permission: inWorkspace("viewer", "manage"),
  tag,
  summary: "Make an API key; its secret is shown this once",
  shapes: {
    body: z.object({
      name: nameText,
      scopes: z
        .array(z.enum(scopes))
        .min(1)
        .max(scopes.length)
        .default([...scopes]),
      days: z.number().int().min(1).max(3650).optional(),
    }),
    returns: z.object({ id: z.string(), key: z.string(), expiresAt: z.string().optional() }),
  },
  refuses: ["conflict"],
});

/** End a key. */
export const deleteKey = defineRoute({
  operation: "deleteKey",
  method: "delete",
  path: "/keys/{key}",
  permission: inWorkspace("viewer", "manage"),
  tag,
  summary: "End an API key; it is refused within a second",
  shapes: { params: z.object({ key: naming }), returns: nothing },
  refuses: ["conflict"],
});

/** A new password for somebody who forgot theirs. */
export const resetPerson = defineRoute({
  operation: "resetPerson",
  method: "post",
  path: "/people/reset",
  permission: inWorkspace("owner", "manage"),
  tag,
  summary: "Give somebody a new password and end their sessions",
  shapes: { body: z.object({ email }), returns: z.object({ password: z.string() }) },
  refuses: ["missing"],
});
