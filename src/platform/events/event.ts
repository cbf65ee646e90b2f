import type { Id } from "#ids";

/** Something that happened, in the past tense: `annotation.given`. */
export interface Happening {
  readonly kind: string;
  readonly workspace: Id<"workspace">;
  readonly project?: Id<"project"> | undefined;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** What a step does when it hears of an event; it may hear of the same one twice. */
export interface Subscriber<Seen> {
  readonly kind: string;
  readonly hear: (world: Seen, happening: Happening) => Promise<void>;
}
