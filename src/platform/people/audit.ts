import { type Id, newId } from "#ids";
import { json } from "#platform/database";
import type { World } from "#world";
import type { PeopleTables } from "./tables.ts";

/** Something done to access, exports, deletions or deployments. */
export interface Act {
  readonly workspace: Id<"workspace">;
  readonly project?: Id<"project"> | undefined;
  readonly actor: string;
  readonly act: string;
  readonly object: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly address?: string | undefined;
}

/** Writes an audit entry, in the transaction of the change it tells of. */
export async function record(world: Pick<World<PeopleTables>, "db">, act: Act): Promise<void> {
  await world.db
    .insertInto("audit_entry")
    .values({
      id: newId("audit"),
      workspace: act.workspace,
      project: act.project ?? null,
      actor: act.actor,
      act: act.act,
      object: act.object,
      facts: json(act.facts ?? {}),
      address: act.address ?? null,
    })
    .execute();
}
