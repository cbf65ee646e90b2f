import { z } from "zod";

/** The id of the question that it is about. */
const question = z.string();

/** Every kind of event, in the past tense, with the shape of its facts. An event that is not here cannot be told. */
export const catalogue = {
  "project.deleted": z.strictObject({}),
  "items.imported": z.strictObject({ import: z.string().optional(), added: z.number(), labelled: z.number() }),
  "items.asked": z.strictObject({ items: z.number() }),
  "items.removed": z.strictObject({ items: z.number() }),
  "labels.changed": z.strictObject({}),
  "annotation.given": z.strictObject({}),
  "annotation.undone": z.strictObject({}),
  "run.finished": z.strictObject({ run: z.string(), version: z.number(), question }),
  "version.registered": z.strictObject({ version: z.number(), question }),
  "version.promoted": z.strictObject({ version: z.number(), alias: z.string(), question }),
  "version.judged": z.strictObject({ version: z.number(), approval: z.string(), question }),
  "endpoint.deployed": z.strictObject({
    endpoint: z.string(),
    revision: z.number(),
    version: z.number().optional(),
    question,
  }),
  "alert.opened": z.strictObject({ alert: z.string(), kind: z.string(), sentence: z.string(), question }),
  "alert.ended": z.strictObject({ alert: z.string(), question }),
} as const;

/** A kind of event. */
export type EventKind = keyof typeof catalogue;

/** The facts of a kind of event. */
export type FactsOf<Kind extends EventKind> = z.output<(typeof catalogue)[Kind]>;
