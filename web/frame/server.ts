import { ClientError, makeClient, type Operations } from "#client";

/** The server these screens come from; the browser sends its cookie by itself. */
export const server = makeClient();

/** What an operation gives. */
export type Returned<Name extends keyof Operations> = Operations[Name]["returns"];

/** What is wrong with one field of a form, where the server said so. */
export function wrongWith(error: unknown, field: string): string | undefined {
  return error instanceof ClientError && error.field?.split(".").at(-1) === field ? error.message : undefined;
}

/** The HTTP status of a failure: 0 when there was no answer, undefined when it was no failure of a call. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof ClientError ? error.status : undefined;
