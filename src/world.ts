import type { Kysely, QueryExecutorProvider } from "kysely";
import type { Id } from "#ids";

/**
 * The part of Kysely that a use-case needs. Unlike `Kysely` itself it narrows: a database or an open transaction over
 * more tables may be given where fewer are asked for, and never the other way round.
 */
export type Database<Tables> = Pick<
  Kysely<Tables>,
  "selectFrom" | "insertInto" | "updateTable" | "deleteFrom" | "isTransaction" | "getExecutor" | "transaction"
>;

/** The time, as an argument. */
export interface Clock {
  now(): Date;
}

/** A structured log: facts first, then one sentence. */
export interface Log {
  debug(facts: object, sentence: string): void;
  info(facts: object, sentence: string): void;
  warn(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}

/** A stored blob: its address is the SHA-256 of its bytes; the MD5 is what other tools compare. */
export interface Blob {
  readonly hash: string;
  readonly bytes: number;
  readonly md5: string;
}

/** Bytes that were received and synced, but are not a blob yet: `platform/blobs` keeps them together with who keeps them. */
export interface Received extends Blob {
  /** Makes them the blob of their hash. */
  keep(): Promise<void>;
  /** Forgets them; after `keep` it does nothing. */
  drop(): Promise<void>;
}

/** A file to be read only, which is to be given back. */
interface Borrowed {
  readonly path: string;
  giveBack(): Promise<void>;
}

/** Content-addressed files of a workspace. What is read is compared with its hash; other bytes are a failure. */
export interface Blobs {
  /** Takes bytes in, all of them and synced, or fails: a full disk is a sentence. */
  receive(
    workspace: Id<"workspace">,
    content: Uint8Array | AsyncIterable<Uint8Array>,
    limit?: number,
  ): Promise<Received>;
  read(workspace: Id<"workspace">, hash: string): Promise<Uint8Array>;
  stream(workspace: Id<"workspace">, hash: string): Promise<AsyncIterable<Uint8Array>>;
  /** Lends the bytes as a file on this machine, for what cannot be read from its beginning on only. */
  borrow(workspace: Id<"workspace">, hash: string): Promise<Borrowed>;
  /** Removes a blob that nobody keeps any more. */
  remove(workspace: Id<"workspace">, hash: string): Promise<void>;
  /** All blobs with the time when they were stored last. */
  list(): AsyncIterable<{ readonly workspace: Id<"workspace">; readonly hash: string; readonly at: Date }>;
  /** Removes what a `receive` that was killed left, a day later. */
  sweep(): Promise<void>;
}

/** Seals secrets that the database keeps, so that its rows and backups show none. */
export interface Sealing {
  /** Seals a text; it opens only for what it is said to be about, the id of its row. */
  seal(text: string, about: string): string;
  open(sealed: string, about: string): string;
  /** Whether an earlier secret than the newest sealed it. */
  isOld(sealed: string): boolean;
}

/** A call to somebody else's server. */
interface OutboundCall {
  readonly url: string;
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** How long all of it may last, redirects included; ten seconds unless told. */
  readonly milliseconds?: number;
  /** How much of the answer is read, 1 MiB unless told; what is longer fails, or is cut off there. */
  readonly bytes?: number;
  readonly longer?: "fail" | "cut";
  /** How many redirects are followed, 3 at most; with 0 the answer that redirects is the answer. */
  readonly redirects?: number;
  readonly signal?: AbortSignal;
}

/** What somebody else's server answered. */
export interface Answered {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Where the answer came from, after redirects. */
  readonly url: string;
}

/** The one door to other people's servers: `platform/outbound` says which it opens to, and how far. */
export interface Outbound {
  /** Refuses an address that would not be called; one whose name is not known now passes. */
  check(url: string): Promise<void>;
  /** Calls it; whatever status comes is an answer, anything else a failure with a sentence. */
  call(call: OutboundCall): Promise<Answered>;
}

/** The queue that delivers background work; `platform/jobs` gives it names, inputs and progress. */
export interface JobQueue {
  /** Hands a job over within the transaction that `db` may be, so that it exists exactly when the change does. */
  send(db: QueryExecutorProvider, name: string, job: Id<"job">): Promise<void>;
}

/** A row for COPY: its cells are texts, numbers, booleans or null. */
export type CopyRow = readonly (string | number | boolean | null)[];

/**
 * Copies rows into a table within a bulk transaction, in the background and in order: what is asked next in that transaction
 * sees them. Resolves when more may come; a COPY that failed is told at the next step.
 */
export type CopyRows = (table: string, columns: readonly string[], rows: Iterable<CopyRow>) => Promise<void>;

/**
 * What a use-case may touch. `Tables` names every table that its transaction reaches, so that touching another does not
 * compile; `db` may be an open transaction.
 */
export interface World<Tables> {
  readonly db: Database<Tables>;
  /** One transaction on a connection of its own in which rows may be copied in bulk. */
  readonly bulk: <Result>(work: (db: Database<Tables>, copy: CopyRows) => Promise<Result>) => Promise<Result>;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly blobs: Blobs;
  readonly jobs: JobQueue;
  readonly sealing: Sealing;
  readonly outbound: Outbound;
}
