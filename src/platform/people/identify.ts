import { createHash, timingSafeEqual } from "node:crypto";
import { LRUCache } from "lru-cache";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { atLeast, type Credential, type Identify, type Role, type Who } from "#platform/access";
import { type Scope, scopes } from "#platform/access/contract";
import type { Database } from "#world";
import type { Auth } from "./auth.ts";
import type { PeopleTables } from "./tables.ts";

// A revoked session, key or role is refused within a second: what was found is believed for less than half of that, because the
// quick way to a prediction remembers it as long again.
const believedFor = 450;
const remembered = 5000;

/** Makes the function that finds out who calls: a session, an API key, or the key of this machine. */
export function identifier(given: { db: Database<PeopleTables>; auth: Auth; localKey: string | undefined }): Identify {
  const seen = new LRUCache<string, Promise<Who | undefined>>({ max: remembered, ttl: believedFor });
  return async (shown) => {
    if (!shown) return undefined;
    const name = createHash("sha256")
      .update(`${shown.workspace ?? ""} ${shown.kind} ${shown.secret}`)
      .digest("base64");
    const known = seen.get(name);
    if (known) return known;
    const who = shown.kind === "key" ? byKey(given, shown) : bySession(given, shown);
    seen.set(name, who);
    who.catch(() => seen.delete(name));
    return who;
  };
}

type Parts = Parameters<typeof identifier>[0];

async function byKey(given: Parts, { secret, workspace }: Credential): Promise<Who | undefined> {
  if (given.localKey && equal(secret, given.localKey)) return localWho(given.db);
  if (!secret.startsWith("hl_") || secret.length > 200) return undefined;
  const verified = await given.auth.api.verifyApiKey({ body: { key: secret } });
  if (!verified.valid || !verified.key) return refuseKnownKey(given.db, secret);
  const granted = Object.keys((verified.key.permissions as Record<string, unknown> | null) ?? {});
  const key = { id: verified.key.id, name: verified.key.name ?? "key", person: verified.key.referenceId };
  // A key is for one workspace: where its person is no more, or another one is asked for, it is nobody's.
  const bound = (verified.key.metadata as { workspace?: string } | null)?.workspace;
  if (bound !== undefined && workspace !== undefined && workspace !== bound) return undefined;
  const who = await personWho(given.db, key.person, bound ?? workspace);
  if (bound !== undefined && who?.workspace !== bound) return undefined;
  return (
    who && {
      ...who,
      kind: "key",
      id: key.id,
      name: key.name,
      scopes: new Set(scopes.filter((one) => granted.includes(one))),
    }
  );
}

/**
 * better-auth calls a key invalid when it could not look, too: a lost connection must not read as "no". So we look ourselves,
 * which fails where it failed, and a key that is good after all was only not to be read a moment ago.
 */
async function refuseKnownKey(db: Database<PeopleTables>, token: string): Promise<undefined> {
  const found = await db
    .selectFrom("api_key")
    .select(["enabled", "expiresAt"])
    .where("key", "=", createHash("sha256").update(token).digest("base64url"))
    .executeTakeFirst();
  if (found && found.enabled !== false && (found.expiresAt === null || found.expiresAt > new Date())) throw notNow();
}

const notNow = (): Failure =>
  new Failure("unavailable", "Who you are cannot be looked up just now. Nothing is lost; try again in a moment.");

const equal = (one: string, other: string): boolean => {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
};

async function bySession(given: Parts, { secret, workspace }: Credential): Promise<Who | undefined> {
  const query = { disableRefresh: true };
  const session = await given.auth.api.getSession({ headers: new Headers({ cookie: secret }), query }).catch(() => {
    throw notNow();
  });
  return session ? personWho(given.db, session.user.id, workspace) : undefined;
}

/** A person with their roles in one workspace: the wanted one, else the one they joined first. */
async function personWho(
  db: Database<PeopleTables>,
  person: string,
  wanted: string | undefined,
): Promise<Who | undefined> {
  const rows = await db
    .selectFrom("member")
    .innerJoin("workspace", "workspace.id", "member.workspace")
    .innerJoin("person", "person.id", "member.person")
    .select([
      "member.workspace",
      "member.project",
      "member.role",
      "workspace.name as workspaceName",
      "person.name",
      "person.email",
    ])
    .where("member.person", "=", person)
    .orderBy("member.id")
    .execute();
  const workspace = (rows.find((row) => row.workspace === wanted) ?? rows[0])?.workspace;
  const here = rows.filter((row) => row.workspace === workspace);
  const first = here[0];
  if (!first) return undefined;
  const projectRoles = new Map<Id<"project">, Role>();
  for (const row of here) if (row.project) projectRoles.set(row.project, row.role);
  return {
    kind: "person",
    id: person,
    name: first.name,
    email: first.email,
    workspace: first.workspace,
    workspaceName: first.workspaceName,
    role: here.find((row) => !row.project)?.role,
    projectRoles,
    scopes: undefined,
  };
}

async function localWho(db: Database<PeopleTables>): Promise<Who | undefined> {
  const workspace = await db.selectFrom("workspace").select(["id", "name"]).orderBy("id").limit(1).executeTakeFirst();
  return (
    workspace && {
      kind: "local",
      id: "local",
      name: "this machine",
      workspace: workspace.id,
      workspaceName: workspace.name,
      role: "owner",
      projectRoles: new Map(),
      scopes: undefined,
    }
  );
}

/** Whether somebody may hand out a role: nobody gives more than they have. */
export const mayGrant = (who: Who, role: Role): boolean => who.role !== undefined && atLeast(who.role, role);

/** The scopes of a key as better-auth stores them. */
export const storedScopes = (granted: readonly Scope[]): Record<string, string[]> =>
  Object.fromEntries(granted.map((one) => [one, ["use"]]));
