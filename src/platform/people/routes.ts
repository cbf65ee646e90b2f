import { Failure } from "#failure";
import type { Who } from "#platform/access";
import { type Scope, scopes } from "#platform/access/contract";
import { handle, type Route } from "#platform/http";
import type { World } from "#world";
import { record } from "./audit.ts";
import type { Auth } from "./auth.ts";
import * as contracts from "./contract.ts";
import { mayGrant, storedScopes } from "./identify.ts";
import { invite, join, readInvitation } from "./join.ts";
import { changeRole, readInvitations, readMembers, resetPassword } from "./members.ts";
import { refusedAs } from "./refused-by-library.ts";
import type { PeopleTables } from "./tables.ts";

type Seen = Pick<World<PeopleTables>, "db" | "clock">;

/** The routes of people, roles, invitations and keys. `address` is where a browser reaches this server. */
export function peopleRoutes(auth: Auth, address: () => string): Route<Seen>[] {
  return [
    handle(contracts.readMe, async (_, { who }) => ({
      kind: who.kind,
      id: who.id,
      name: who.name,
      email: who.email,
      workspace: { id: who.workspace, name: who.workspaceName },
      role: who.role,
    })),
    handle(contracts.readInvitationRoute, (world, { body }) => readInvitation(world, body.token)),
    handle(contracts.joinRoute, async (world, { body, request }) => {
      const joined = await join(world, auth, body);
      const signedIn = await auth.api.signInEmail({
        body: { email: body.email, password: body.password },
        headers: request.headers,
        asResponse: true,
      });
      const response = Response.json(joined);
      for (const cookie of signedIn.headers.getSetCookie()) response.headers.append("set-cookie", cookie);
      return response;
    }),
    handle(contracts.listMembers, async (world, { who }) => ({ rows: await readMembers(world, who.workspace) })),
    handle(contracts.setRole, async (world, { who, body }) => {
      await changeRole(world, who, body);
      return {};
    }),
    handle(contracts.inviteRoute, async (world, { who, body }) => {
      if (!mayGrant(who, body.role))
        throw new Failure("forbidden", `Only an ${body.role} can invite an ${body.role}.`, { field: "role" });
      const made = await invite(world, {
        workspace: who.workspace,
        project: body.project,
        role: body.role,
        note: body.note,
        invitedBy: who.id,
        days: body.days,
      });
      await record(world, {
        workspace: who.workspace,
        actor: who.id,
        act: "person.invited",
        object: made.id,
        facts: { role: body.role },
      });
      return { id: made.id, link: `${address()}/join?token=${made.token}`, expiresAt: made.expiresAt.toISOString() };
    }),
    handle(contracts.listInvitations, async (world, { who }) => ({
      rows: await readInvitations(world, who.workspace),
    })),
    handle(contracts.withdrawInvitation, async (world, { who, params }) => {
      await world.db
        .deleteFrom("invitation")
        .where("workspace", "=", who.workspace)
        .where("id", "=", params.invitation)
        .where("used_at", "is", null)
        .execute();
      return {};
    }),
    ...keyRoutes(auth),
    handle(contracts.resetPerson, async (world, { who, body }) => ({
      password: await resetPassword(world, auth, { who, email: body.email }),
    })),
  ];
}

function keyRoutes(auth: Auth): Route<Seen>[] {
  return [
    handle(contracts.listKeys, async (world, { who }) => ({ rows: await readKeys(world, await keeper(world, who)) })),
    handle(contracts.createKey, async (world, { who, body }) => {
      const person = await keeper(world, who);
      const about = {
        userId: person,
        name: body.name,
        prefix: "hl_",
        expiresIn: body.days ? body.days * 86_400 : undefined,
        permissions: storedScopes(body.scopes),
        metadata: { workspace: who.workspace },
        rateLimitEnabled: false,
      };
      const made = await refusedAs("name", auth.api.createApiKey({ body: about }));
      await record(world, {
        workspace: who.workspace,
        actor: who.id,
        act: "key.created",
        object: made.id,
        facts: { name: body.name, scopes: body.scopes },
      });
      return { id: made.id, key: made.key, expiresAt: made.expiresAt?.toISOString() };
    }),
    handle(contracts.deleteKey, async (world, { who, params }) => {
      const person = await keeper(world, who);
      const context = await auth.$context;
      const removed = await context.adapter.deleteMany({
        model: "apikey",
        where: [
          { field: "id", value: params.key },
          { field: "referenceId", value: person },
        ],
      });
      if (removed === 0) throw new Failure("missing", "There is no such key.", { field: "key" });
      await record(world, { workspace: who.workspace, actor: who.id, act: "key.ended", object: params.key });
      return {};
    }),
  ];
}

/** Whose keys a caller keeps: their own; the program on this machine keeps those of the first owner. */
async function keeper(world: Seen, who: Who): Promise<string> {
  if (who.kind === "person") return who.id;
  if (who.kind === "key") throw new Failure("forbidden", "A key cannot make, list or end keys. Sign in for that.");
  const owner = await world.db
    .selectFrom("member")
    .select("person")
    .where("workspace", "=", who.workspace)
    .where("role", "=", "owner")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  if (!owner)
    throw new Failure(
      "conflict",
      "Nobody owns this workspace yet. Open the one-time link that the start printed, then make keys.",
    );
  return owner.person;
}

async function readKeys(world: Seen, person: string) {
  const rows = await world.db
    .selectFrom("api_key")
    .selectAll()
    .where("referenceId", "=", person)
    .orderBy("createdAt", "desc")
    .limit(500)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name ?? "",
    start: row.start ?? "",
    scopes: scopes.filter((one): one is Scope => Object.hasOwn(JSON.parse(row.permissions ?? "{}") as object, one)),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString(),
    lastUsedAt: row.lastRequest?.toISOString(),
  }));
}
