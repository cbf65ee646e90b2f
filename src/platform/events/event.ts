import type { Id } from "#ids";
import type { Job } from "#platform/jobs";
import type { Clock, Database } from "#world";
import type { EventKind, FactsOf } from "./catalogue.ts";

interface Where {
  readonly workspace: Id<"workspace">;
  readonly project?: Id<"project"> | undefined;
}

/** Something that happened, with what the catalogue says that is to be told of it; nothing where that is nothing. */
export type Happening = {
  [Kind in EventKind]: Where & { readonly kind: Kind } & (string extends keyof FactsOf<Kind>
      ? { readonly facts?: undefined }
      : { readonly facts: FactsOf<Kind> });
}[EventKind];

/** What follows from an event: a job that is asked for in the transaction that delivers it, so that it is neither lost nor doubled. */
export interface Subscriber<Input = never> {
  readonly on: readonly EventKind[];
  readonly job: Pick<Job<never, Input>, "name" | "input">;
  readonly title: string;
  /** What the job is given; nothing when this one event asks for none. */
  readonly inputOf: (happening: Happening) => Input | undefined;
}

/** An event that is being delivered. */
export type Told = Happening & { readonly id: Id<"event">; readonly at: Date };

/**
 * What follows from events as rows of somebody's own, written in the transaction that delivers them: where many events follow
 * one another, that is a statement for hundreds of them, where a job for each would be as many.
 */
export interface Recorder<Tables = never> {
  readonly on: readonly EventKind[];
  readonly record: (
    world: { readonly db: Database<Tables>; readonly clock: Clock },
    told: readonly Told[],
  ) => Promise<void>;
}
