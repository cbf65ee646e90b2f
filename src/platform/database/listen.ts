import { type QueryExecutorProvider, sql } from "kysely";
import pg from "pg";

/** Sends a small message to every process that listens on a channel, when the transaction commits. */
export async function notify(db: QueryExecutorProvider, channel: string, message: object): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify(message)})`.execute(db);
}

/** A subscription to a channel; reconnects by itself and calls `onGap` when messages may have been missed. */
export interface Listening {
  stop(): Promise<void>;
}

/** Listens on a channel with a connection of its own. */
export async function listen(given: {
  url: string;
  channel: string;
  onMessage: (message: unknown) => void;
  onGap: () => void;
}): Promise<Listening> {
  let stopped = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: given.url, application_name: "handloom-listen", keepAlive: true });
    next.on("error", () => undefined);
    next.on("end", () => {
      if (!stopped && client === next) again();
    });
    next.on("notification", (note) => given.onMessage(parsed(note.payload)));
    await next.connect();
    await next.query(`listen ${given.channel}`);
    client = next;
  };
  const again = (): void => {
    retry = setTimeout(() => connect().then(given.onGap, again), 500);
  };
  await connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}

function parsed(payload: string | undefined): unknown {
  try {
    return JSON.parse(payload ?? "null");
  } catch {
    return undefined;
  }
}
