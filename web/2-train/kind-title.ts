import { type ModelKindName, modelKindWords } from "#models/contract";

/** What people call a kind of model; one that this release does not know keeps its name. */
export const kindTitle = (kind: string): string => modelKindWords[kind as ModelKindName]?.title ?? kind;
