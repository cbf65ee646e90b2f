import type { AlertView } from "#monitor/contract";
import type { OverviewView } from "./contract.ts";
import type { LoopState } from "./read-steps.ts";

type Next = OverviewView["next"];

// A model is worth training anew when the labels have grown by a fifth since the last one.
const worthTraining = 1.2;

/** What to do next in a loop and what it brings: the first thing that is missing, or that would help most. */
export function nextAction(loop: LoopState, alerts: readonly AlertView[]): Next {
  const [alert] = alerts;
  const { newest } = loop;
  if (loop.items === 0)
    return {
      sentence: "Add items to label",
      why: "A file with one text a row is enough; labels may come with it.",
      action: "import",
    };
  if (alert)
    return {
      sentence: "Label the most telling new messages",
      why: alert.sentence,
      action: "look",
      target: alert.endpoint,
    };
  if (!newest && loop.labelled < 50)
    return {
      sentence: `Label ${50 - loop.labelled} more items`,
      why: "From about 50 labels on a first model says something.",
      action: "label",
    };
  if (!newest)
    return {
      sentence: "Train the first model",
      why: `${loop.labelled} labels are there to learn from; it takes seconds.`,
      action: "train",
    };
  if (loop.labelled >= Math.max(newest.labelled * worthTraining, newest.labelled + 40)) {
    return {
      sentence: "Train again",
      why: `${loop.labelled - newest.labelled} labels are new since version ${newest.number}.`,
      action: "train",
    };
  }
  if (!loop.champion)
    return {
      sentence: `Promote version ${newest.number}`,
      why: "An approved version can be told apart from a try.",
      action: "promote",
      target: String(newest.number),
    };
  if (loop.endpoints.length === 0)
    return {
      sentence: `Deploy version ${loop.champion.number}`,
      why: "An endpoint answers other programs, and shows what the world asks.",
      action: "deploy",
      target: String(loop.champion.number),
    };
  if (loop.labelled < loop.items)
    return {
      sentence: "Continue labelling",
      why: "The items that teach most come first; a fixed share measures how good the model is.",
      action: "label",
    };
  return { sentence: "Add more items", why: "Everything that is here is labelled.", action: "import" };
}
