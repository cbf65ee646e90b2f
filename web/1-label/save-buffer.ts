import type { Answers } from "./draft.ts";
import type { Task } from "./hand.ts";

/** Something a person did that the server must hear of, in this order. */
export interface Pending {
  readonly kind: "label" | "skip" | "undo";
  /** Made here, so that sending twice is saving once. */
  readonly id: string;
  readonly person: string;
  readonly project: string;
  readonly item: string;
  readonly at: number;
  /** The answer that an undo takes back; without it, the newest one that the server knows of. */
  readonly annotation?: string;
  /** By the id or the name of the question. */
  readonly answers?: Answers;
  readonly milliseconds?: number;
  readonly suggestions?: Task["suggestions"];
}

/** What became of something that was sent: `later` is tried again, `refused` never. */
export type Sent =
  | { readonly is: "saved"; readonly answer: unknown }
  | { readonly is: "later" }
  | { readonly is: "refused"; readonly why: string };

/** What a buffer needs of the world. */
export interface BufferParts {
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
  /** Who is signed in at this moment; undefined while that cannot be known. */
  readonly who: () => Promise<string | undefined>;
  readonly send: (pending: Pending) => Promise<Sent>;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** How saving goes: how much of the person who is signed in is not saved yet, and whether the server cannot be reached. */
export interface SaveState {
  readonly unsaved: number;
  readonly trouble: "none" | "trying again";
}

/** Hears what became of each thing. */
export type Listener = (pending: Pending, sent: Exclude<Sent, { is: "later" }>) => void;

const prefix = "handloom.unsaved.";
const longestWait = 20_000;

/**
 * Keeps what a person did until the server has it: first into the storage of the browser, then to the server, one after
 * the other, trying again for as long as it takes. A closed tab loses nothing: the next one reads the storage. What
 * somebody else did in this browser waits there until they are back.
 */
export class SaveBuffer {
  readonly #parts: BufferParts;
  #queue: Pending[];
  #tried = new Set<string>();
  #state: SaveState;
  #isSending = false;
  #person: string | undefined;
  #wake: (() => void) | undefined;
  readonly #watchers = new Set<() => void>();
  readonly #listeners = new Set<Listener>();

  constructor(parts: BufferParts) {
    this.#parts = parts;
    this.#queue = readStored(parts.storage);
    this.#state = { unsaved: this.#queue.length, trouble: "none" };
    // What an earlier tab left may have reached the server already.
    for (const one of this.#queue) this.#tried.add(one.id);
  }

  readonly state = (): SaveState => this.#state;

  readonly watch = (tell: () => void): (() => void) => {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  };

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes something to be saved; it is safe from now on. */
  add(pending: Pending): void {
    this.#queue.push(pending);
    try {
      this.#parts.storage.setItem(keyOf(pending), JSON.stringify(pending));
    } catch {
      // A full storage only means that this one would not survive the tab; it is sent all the same.
    }
    this.#say(this.#state.trouble);
    void this.flush();
  }

  /** Takes something back that was never sent; false when it may have reached the server. */
  withdraw(id: string): boolean {
    const found = this.#queue.find((one) => one.id === id);
    if (!found || this.#tried.has(id)) return false;
    this.#drop(found);
    return true;
  }

  /** Sends what there is, now, without waiting for the next try. */
  async flush(): Promise<void> {
    this.#wake?.();
    if (this.#isSending) return;
    this.#isSending = true;
    this.#person = undefined;
    for (let fails = 0; this.#mine().length > 0; ) fails = await this.#sendFirst(fails);
    this.#isSending = false;
  }

  async #sendFirst(fails: number): Promise<number> {
    this.#person = await this.#parts.who();
    const first = this.#mine()[0];
    this.#say(first ? this.#state.trouble : "none");
    if (!first) return 0;
    if (this.#person === undefined) return this.#pause(fails);
    this.#tried.add(first.id);
    const sent = await this.#parts.send(first);
    if (sent.is === "later") return this.#pause(fails);
    this.#drop(first);
    for (const listener of this.#listeners) listener(first, sent);
    return 0;
  }

  async #pause(fails: number): Promise<number> {
    this.#say("trying again");
    const pause = this.#parts.wait(Math.min(longestWait, 500 * 2 ** fails));
    await Promise.race([pause, new Promise<void>((wake) => (this.#wake = wake))]);
    return fails + 1;
  }

  /** What the person who is signed in did; all there is while that is not known. */
  #mine(): readonly Pending[] {
    return this.#queue.filter((one) => this.#person === undefined || one.person === this.#person);
  }

  #drop(pending: Pending): void {
    this.#queue = this.#queue.filter((one) => one !== pending);
    this.#parts.storage.removeItem(keyOf(pending));
    this.#say("none");
  }

  #say(trouble: SaveState["trouble"]): void {
    this.#state = { unsaved: this.#mine().length, trouble };
    for (const tell of this.#watchers) tell();
  }
}

const keyOf = (pending: Pending): string => `${prefix}${pending.id}`;

/** Whether an earlier tab left something behind. */
export const hasUnsaved = (storage: Pick<Storage, "key" | "length">): boolean => storedKeys(storage).length > 0;

function storedKeys(storage: Pick<Storage, "key" | "length">): string[] {
  return Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "").filter((key) =>
    key.startsWith(prefix),
  );
}

function readStored(storage: BufferParts["storage"]): Pending[] {
  const found = storedKeys(storage).flatMap((key) => {
    try {
      return [JSON.parse(storage.getItem(key) ?? "") as Pending];
    } catch {
      storage.removeItem(key);
      return [];
    }
  });
  return found.sort((a, b) => a.at - b.at);
}
