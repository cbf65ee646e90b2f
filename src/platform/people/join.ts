import { createHash, randomBytes } from "node:crypto";
import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { type Role, roles } from "#platform/access/contract";
import { lockInTransaction, transaction } from "#platform/database";
import type { Database, World } from "#world";
import { record } from "./audit.ts";
import type { Auth } from "./auth.ts";
import type { PeopleTables } from "./tables.ts";

type Seen = Pick<World<PeopleTables>, "db" | "clock">;

const digest = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Makes an invitation; the token is in the answer and nowhere else. */
export async function invite(
  world: Seen,
  given: {
    workspace: Id<"workspace">;
    project?: Id<"project"> | undefined;
    role: Role;
    note: string;
    invitedBy: string | undefined;
    days: number;
  },
): Promise<{ id: Id<"invitation">; token: string; expiresAt: Date }> {
  const token = randomBytes(24).toString("base64url");
  const id = newId("invitation");
  const expiresAt = new Date(world.clock.now().getTime() + given.days * 86_400_000);
  await world.db
    .insertInto("invitation")
    .values({
      id,
      workspace: given.workspace,
      project: given.project ?? null,
      role: given.role,
      token_hash: digest(token),
      note: given.note,
      invited_by: given.invitedBy ?? null,
      expires_at: expiresAt,
    })
    .execute();
  return { id, token, expiresAt };
}

/** A fresh link for the first owner, for as long as nobody has claimed the workspace; older links stop working. */
export async function ownerToken(world: Seen, workspace: Id<"workspace">): Promise<string | undefined> {
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, `owner ${workspace}`);
    const owner = await db
      .selectFrom("member")
      .select("id")
      .where("workspace", "=", workspace)
      .where("project", "is", null)
      .where("role", "=", "owner")
      .limit(1)
      .executeTakeFirst();
    if (owner) return undefined;
    await db
      .deleteFrom("invitation")
      .where("workspace", "=", workspace)
      .where("project", "is", null)
      .where("role", "=", "owner")
      .where("invited_by", "is", null)
      .execute();
    const made = await invite(
      { ...world, db },
      { workspace, role: "owner", note: "the first owner", invitedBy: undefined, days: 7 },
    );
    return made.token;
  });
}

/** What an open invitation offers, for the page that asks for a name; a used or old one is a failure. */
export async function readInvitation(world: Seen, token: string): Promise<{ role: Role; workspace: string }> {
  const found = await openInvitation(world.db, { token, now: world.clock.now() });
  return { role: found.role, workspace: found.workspaceName };
}

/** Takes an invitation: makes the person if the e-mail is new (else the password must be theirs) and gives them the role. Used once. */
export async function join(
  world: Seen,
  auth: Auth,
  given: { token: string; name: string; email: string; password: string },
): Promise<{ person: string }> {
  const { id } = await openInvitation(world.db, { token: given.token, now: world.clock.now() });
  const person = await guessed(id, () => personFor(auth, given));
  await transaction(world.db, async (db) => {
    const found = await openInvitation(db, { token: given.token, now: world.clock.now(), lock: "lock" });
    await db
      .updateTable("invitation")
      .set({ used_at: world.clock.now(), used_by: person })
      .where("id", "=", found.id)
      .execute();
    await db
      .insertInto("member")
      .values({ id: newId("member"), workspace: found.workspace, project: found.project, person, role: found.role })
      .onConflict((conflict) => conflict.columns(["workspace", "project", "person"]).doNothing())
      .execute();
    // Somebody who is here already keeps the role they have where it is the stronger one.
    await db
      .updateTable("member")
      .set({ role: found.role })
      .where("workspace", "=", found.workspace)
      .where("project", "is not distinct from", found.project)
      .where("person", "=", person)
      .where("role", "in", roles.slice(roles.indexOf(found.role)))
      .execute();
    await record(
      { db },
      {
        workspace: found.workspace,
        project: found.project ?? undefined,
        actor: person,
        act: "person.joined",
        object: found.id,
        facts: { role: found.role },
      },
    );
  });
  return { person };
}

const wrongGuesses = new Map<string, number>();
const mostGuesses = 10;

/** Counts wrong passwords by invitation: who has a link must not try those of others for ever. */
async function guessed<Result>(invitation: string, attempt: () => Promise<Result>): Promise<Result> {
  const wrong = wrongGuesses.get(invitation) ?? 0;
  if (wrong >= mostGuesses)
    throw new Failure("forbidden", "Too many wrong passwords were tried with this link. Ask for a new one.", {
      field: "token",
    });
  // Counted before the password is looked at, so that many attempts at once are counted, too.
  wrongGuesses.set(invitation, wrong + 1);
  const result = await attempt();
  wrongGuesses.delete(invitation);
  return result;
}

async function personFor(auth: Auth, given: { name: string; email: string; password: string }): Promise<string> {
  const context = await auth.$context;
  const email = given.email.toLowerCase();
  const known = await context.internalAdapter.findUserByEmail(email, { includeAccounts: true });
  if (known) {
    const hash = known.accounts.find((one) => one.providerId === "credential")?.password;
    const right = hash ? await context.password.verify({ hash, password: given.password }) : false;
    if (!right)
      throw new Failure("forbidden", "Somebody with this e-mail is here already, with another password.", {
        field: "password",
      });
    return known.user.id;
  }
  const user = await context.internalAdapter.createUser(
    { email, name: given.name, emailVerified: false },
    { method: "email-password" },
  );
  await context.internalAdapter.linkAccount({
    userId: user.id,
    providerId: "credential",
    accountId: user.id,
    password: await context.password.hash(given.password),
  });
  return user.id;
}

async function openInvitation(db: Database<PeopleTables>, given: { token: string; now: Date; lock?: "lock" }) {
  let query = db
    .selectFrom("invitation")
    .innerJoin("workspace", "workspace.id", "invitation.workspace")
    .select([
      "invitation.id",
      "invitation.workspace",
      "invitation.project",
      "invitation.role",
      "workspace.name as workspaceName",
    ])
    .where("token_hash", "=", digest(given.token))
    .where("used_at", "is", null)
    .where("expires_at", ">", given.now);
  if (given.lock) query = query.forUpdate("invitation");
  const found = await query.executeTakeFirst();
  if (!found)
    throw new Failure(
      "missing",
      "This link was used already or is too old. Ask for a new one; for the first owner, start Handloom again.",
      { field: "token" },
    );
  return found;
}
