import { setTimeout as sleep } from "node:timers/promises";
import { sentenceOf } from "#failure";
import type { Id } from "#ids";
import { anyOf, notify, transaction } from "#platform/database";
import type { Database, World } from "#world";
import type { Happening, Subscriber } from "./event.ts";
import type { EventTables } from "./tables.ts";

const atOnce = 500;

/**
 * Delivers events until `stop`: each at least once to every subscriber of its kind, and one message a kind and project to
 * live screens. Rows are claimed with SKIP LOCKED rather than read past a last id, because ids commit out of order.
 */
export function deliverEvents<Seen extends World<EventTables>>(
  world: Seen,
  subscribers: readonly Subscriber<Seen>[],
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const count = await deliverOnce(world, subscribers).catch((thrown) => {
        world.log.warn({ error: sentenceOf(thrown) }, "Events could not be delivered; trying again.");
        return 0;
      });
      if (count < atOnce) await sleep(250, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const done = loop();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** Delivers what is waiting, at most 500 events; gives how many. */
export function deliverOnce<Seen extends World<EventTables>>(
  world: Seen,
  subscribers: readonly Subscriber<Seen>[],
): Promise<number> {
  return transaction(world.db, async (db) => {
    const rows = await claim(db);
    for (const row of rows) {
      const happening: Happening = {
        kind: row.kind,
        workspace: row.workspace,
        project: row.project ?? undefined,
        facts: row.facts as Record<string, unknown>,
      };
      for (const one of subscribers) if (one.kind === row.kind) await one.hear(world, happening);
    }
    await tellScreens(db, rows);
    return rows.length;
  });
}

interface Claimed {
  readonly id: Id<"event">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project"> | null;
  readonly kind: string;
  readonly facts: unknown;
}

function claim(db: Database<EventTables>): Promise<Claimed[]> {
  const due = db
    .selectFrom("event")
    .select("id")
    .where("delivered_at", "is", null)
    .orderBy("id")
    .limit(atOnce)
    .forUpdate()
    .skipLocked();
  return db
    .updateTable("event")
    .set({ delivered_at: new Date() })
    .where("id", "=", anyOf(due))
    .returning(["id", "workspace", "project", "kind", "facts"])
    .execute();
}

async function tellScreens(db: Database<EventTables>, rows: readonly Claimed[]): Promise<void> {
  const told = new Map<
    string,
    { kind: string; workspace: string; project: string | null; count: number; facts: unknown }
  >();
  for (const row of rows) {
    const name = `${row.kind} ${row.project ?? row.workspace}`;
    const count = (told.get(name)?.count ?? 0) + 1;
    told.set(name, { kind: row.kind, workspace: row.workspace, project: row.project, count, facts: row.facts });
  }
  for (const message of told.values()) await notify(db, "handloom", message);
}
