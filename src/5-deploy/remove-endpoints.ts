import { setTimeout as sleep } from "node:timers/promises";
import type { Id } from "#ids";
import { notify, transaction } from "#platform/database";
import { type PeopleTables, record } from "#platform/people";
import type { World } from "#world";
import type { By } from "./deploy-version.ts";
import type { DeployTables } from "./tables.ts";

type Seen = Pick<World<DeployTables & PeopleTables>, "db" | "clock">;

const confirmMilliseconds = 10_000;
/** A server that was not seen for so long is taken for dead. */
export const aliveMilliseconds = 6000;

/** Takes an endpoint away: its name is free at once, and when this resolves no server answers for it any more. */
export async function removeEndpoint(world: Seen, given: By & { name: string }): Promise<void> {
  const removed = await transaction(world.db, async (db) => {
    const row = await db
      .updateTable("endpoint")
      .set({ removed_at: world.clock.now() })
      .where("workspace", "=", given.workspace)
      .where("name", "=", given.name)
      .where("removed_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (!row) return [];
    const { workspace, project, by: actor, address } = given;
    await record({ db }, { workspace, project, actor, act: "endpoint.removed", object: row.id, address });
    await notify(db, "handloom", { kind: "endpoints.changed", workspace, project });
    return [row.id];
  });
  await untilUnserved(world, removed);
}

/** Takes all endpoints of a project away, in the transaction that `world.db` may be; gives which. */
export async function removeEndpointsOf(
  world: Pick<World<DeployTables>, "db" | "clock">,
  given: { workspace: Id<"workspace">; project: Id<"project"> },
): Promise<Id<"endpoint">[]> {
  const rows = await world.db
    .updateTable("endpoint")
    .set({ removed_at: world.clock.now() })
    .where("project", "=", given.project)
    .where("removed_at", "is", null)
    .returning("id")
    .execute();
  if (rows.length > 0) await notify(world.db, "handloom", { kind: "endpoints.changed", ...given });
  return rows.map((row) => row.id);
}

/** Waits until no server that is alive answers for any of these endpoints, at most ten seconds. */
export async function untilUnserved(
  world: Pick<World<DeployTables>, "db" | "clock">,
  endpoints: readonly Id<"endpoint">[],
) {
  const until = performance.now() + confirmMilliseconds;
  while (endpoints.length > 0 && performance.now() < until) {
    const alive = await world.db
      .selectFrom("server")
      .select("confirmed")
      .where("seen_at", ">", new Date(world.clock.now().getTime() - aliveMilliseconds))
      .execute();
    if (!alive.some((row) => endpoints.some((one) => one in (row.confirmed as object)))) return;
    await sleep(25);
  }
}
