import { randomBytes } from "node:crypto";
import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import type { Role, Who } from "#platform/access";
import { lockInTransaction, transaction } from "#platform/database";
import type { World } from "#world";
import { record } from "./audit.ts";
import type { Auth } from "./auth.ts";
import { mayGrant } from "./identify.ts";
import type { PeopleTables } from "./tables.ts";

type Seen = Pick<World<PeopleTables>, "db" | "clock">;

/** Everybody with a role in a workspace, by name. */
export async function readMembers(world: Seen, workspace: Id<"workspace">) {
  const rows = await world.db
    .selectFrom("member")
    .innerJoin("person", "person.id", "member.person")
    .select([
      "person.id as person",
      "person.name",
      "person.email",
      "member.role",
      "member.project",
      "member.created_at",
    ])
    .where("member.workspace", "=", workspace)
    .orderBy("person.name")
    .orderBy("member.id")
    .limit(2000)
    .execute();
  return rows.map(({ created_at, project, ...row }) => ({
    ...row,
    project: project ?? undefined,
    since: created_at.toISOString(),
  }));
}

/** Gives, changes or ends a role. Nobody gives or takes more than they have, and the last owner stays. */
export async function changeRole(
  world: Seen,
  who: Who,
  given: { person: string; project?: Id<"project"> | undefined; role?: Role | undefined },
): Promise<void> {
  if (given.role && !mayGrant(who, given.role))
    throw new Failure("forbidden", `Only an ${given.role} can make somebody ${given.role}.`, { field: "role" });
  await transaction(world.db, async (db) => {
    const project = given.project ?? null;
    // Roles of a workspace change one after the other: two last owners who demote each other must not both be let.
    await lockInTransaction(db, `roles ${who.workspace}`);
    const rows = await db
      .selectFrom("member")
      .selectAll()
      .where("workspace", "=", who.workspace)
      .where("person", "=", given.person)
      .forUpdate()
      .execute();
    if (rows.length === 0)
      throw new Failure("missing", "This person is not a member; invite them first.", { field: "person" });
    const now = rows.find((row) => row.project === project);
    if (now && !mayGrant(who, now.role))
      throw new Failure("forbidden", `Only an ${now.role} can change an ${now.role}.`, { field: "person" });
    if (now?.role === "owner" && given.role !== "owner") await refuseLastOwner({ db }, who.workspace, given.person);
    if (!given.role)
      await db
        .deleteFrom("member")
        .where("id", "=", now?.id ?? ("member_none" as Id<"member">))
        .execute();
    else if (now) await db.updateTable("member").set({ role: given.role }).where("id", "=", now.id).execute();
    else
      await db
        .insertInto("member")
        .values({ id: newId("member"), workspace: who.workspace, project, person: given.person, role: given.role })
        .execute();
    await record(
      { db },
      {
        workspace: who.workspace,
        project: project ?? undefined,
        actor: who.id,
        act: "role.changed",
        object: given.person,
        facts: { from: now?.role, to: given.role },
      },
    );
  });
}

async function refuseLastOwner(world: Pick<Seen, "db">, workspace: Id<"workspace">, person: string): Promise<void> {
  const others = await world.db
    .selectFrom("member")
    .select("id")
    .where("workspace", "=", workspace)
    .where("project", "is", null)
    .where("role", "=", "owner")
    .where("person", "!=", person)
    .limit(1)
    .executeTakeFirst();
  if (!others)
    throw new Failure("conflict", "A workspace keeps at least one owner. Make somebody else owner first.", {
      field: "role",
    });
}

/** Invitations that were not used and are not too old. */
export async function readInvitations(world: Seen, workspace: Id<"workspace">) {
  const rows = await world.db
    .selectFrom("invitation")
    .select(["id", "role", "project", "note", "created_at", "expires_at"])
    .where("workspace", "=", workspace)
    .where("used_at", "is", null)
    .where("expires_at", ">", world.clock.now())
    .where("invited_by", "is not", null)
    .orderBy("id", "desc")
    .limit(500)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    role: row.role,
    project: row.project ?? undefined,
    note: row.note,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }));
}

/** Gives somebody of this workspace a new random password and ends their sessions. */
export async function resetPassword(world: Seen, auth: Auth, given: { who: Who; email: string }): Promise<string> {
  const context = await auth.$context;
  const person = await world.db
    .selectFrom("person")
    .innerJoin("member", "member.person", "person.id")
    .select("person.id")
    .where("person.email", "=", given.email.toLowerCase())
    .where("member.workspace", "=", given.who.workspace)
    .limit(1)
    .executeTakeFirst();
  if (!person) throw new Failure("missing", `Nobody here has the e-mail "${given.email}".`, { field: "email" });
  const password = randomBytes(12).toString("base64url");
  await context.internalAdapter.updatePassword(person.id, await context.password.hash(password));
  await context.internalAdapter.deleteUserSessions(person.id);
  await record(world, {
    workspace: given.who.workspace,
    actor: given.who.id,
    act: "password.reset",
    object: person.id,
  });
  return password;
}
