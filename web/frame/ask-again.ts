import type { QueryClient } from "@tanstack/react-query";

const usualPause = 500;
/** These are computed over whole projects and stand beside every screen. */
const longPauses: Readonly<Record<string, number>> = { overview: 3_000, projects: 3_000 };

/**
 * Asks questions again that events made worth asking: each kind at most so often, never while it is being answered, and
 * once more after the last event, whenever that came.
 */
export class AskAgain {
  readonly #client: QueryClient;
  readonly #due = new Set<string>();
  readonly #askedAt = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  /** Takes kinds of questions, by the first word of their key. */
  about(kinds: readonly string[]): void {
    for (const kind of kinds) this.#due.add(kind);
    if (this.#due.size > 0) this.#timer ??= setTimeout(() => this.#ask(), usualPause);
  }

  /** Asks what is still due at once, and nothing more. */
  close(): void {
    clearTimeout(this.#timer);
    void this.#client.invalidateQueries({ predicate: isOf(this.#due) });
  }

  #ask(): void {
    this.#timer = undefined;
    const kinds = new Set([...this.#due].filter((kind) => this.#isTime(kind)));
    for (const kind of kinds) {
      this.#due.delete(kind);
      this.#askedAt.set(kind, Date.now());
    }
    void this.#client.invalidateQueries({ predicate: isOf(kinds) }, { cancelRefetch: false });
    this.about([]);
  }

  /** An answer that is under way may not know of the event yet: it is let finish, and asked for again after. */
  #isTime(kind: string): boolean {
    const since = Date.now() - (this.#askedAt.get(kind) ?? 0);
    return since >= (longPauses[kind] ?? 0) && this.#client.isFetching({ predicate: isOf(new Set([kind])) }) === 0;
  }
}

const isOf =
  (kinds: ReadonlySet<string>) =>
  ({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean =>
    kinds.has(String(queryKey[0]));
