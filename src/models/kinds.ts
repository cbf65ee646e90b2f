import { Failure } from "#failure";
import { loadText, type TextPredictor, textKind } from "#models/text";
import { type ModelKindName, modelKindNames } from "./contract.ts";
import type { ModelKind } from "./model-kind.ts";

const kinds: Readonly<Record<ModelKindName, ModelKind>> = {
  "text-linear": textKind("text-linear", "linear"),
  "text-naive-bayes": textKind("text-naive-bayes", "naive-bayes"),
  "text-nearest-centroid": textKind("text-nearest-centroid", "nearest-centroid"),
};

/** The kind of model of a name; a failure names those there are. */
export function modelKind(name: string): ModelKind {
  if (Object.hasOwn(kinds, name)) return kinds[name as ModelKindName];
  throw new Failure("invalid", `There is no recipe "${name}". There are ${modelKindNames.join(", ")}.`, {
    field: "recipe",
  });
}

/** Opens a stored model of any kind; bytes that are none are refused with `Failure("invalid")`. */
export const openModel = (artifact: Uint8Array): TextPredictor => loadText(artifact);
