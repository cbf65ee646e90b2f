/** The kinds of model, the one that is taken unless another is asked for first. */
export const modelKindNames = ["text-linear", "text-naive-bayes", "text-nearest-centroid"] as const;
/** The name of a kind of model. */
export type ModelKindName = (typeof modelKindNames)[number];

/** What people call each kind, and when they would take it. */
export const modelKindWords: Readonly<Record<ModelKindName, { readonly title: string; readonly about: string }>> = {
  "text-linear": {
    title: "linear",
    about: "Weighs every word and part of a word for and against each label. The best of the three in most projects.",
  },
  "text-naive-bayes": {
    title: "naive Bayes",
    about:
      "Counts how often each word comes with each label. Trains in half the time, and holds up well on few labels.",
  },
  "text-nearest-centroid": {
    title: "nearest centroid",
    about:
      "Takes the label whose texts are alike on average. Simple enough to tell whether a better model earns its keep.",
  },
};
