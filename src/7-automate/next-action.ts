import type { AlertView } from "#monitor/contract";
import type { OverviewView } from "./contract.ts";
import type { LoopState, QuestionLoop } from "./read-steps.ts";

type Next = OverviewView["next"];

// A model is worth training anew when the labels have grown by a fifth since the last one.
const worthTraining = 1.2;

/** What to do next in a loop and what it brings: the first thing that is missing, or that would help most. */
export function nextAction(loop: LoopState, alerts: readonly AlertView[]): Next {
  const [alert] = alerts;
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
  const [required, optional] = [true, false].map((asked) =>
    loop.questions.filter((one) => one.question.required === asked),
  );
  for (const one of [...(required ?? []), ...(optional ?? [])]) {
    const next = nextOf(one, loop);
    if (next) return loop.questions.length === 1 ? next : { ...next, question: one.question.id };
  }
  if (loop.labelled < loop.items)
    return {
      sentence: "Continue labelling",
      why: "The items that teach most come first; a fixed share measures how good the model is.",
      action: "label",
    };
  return { sentence: "Add more items", why: "Everything that is here is labelled.", action: "import" };
}

/** What a question lacks first: labels, a model, a new one, one in charge, an endpoint. */
function nextOf({ question, labelled, newest, champion }: QuestionLoop, loop: LoopState): Next | undefined {
  const named = loop.questions.length === 1 ? "" : ` for "${question.name}"`;
  if (!newest && labelled < 50) {
    // Nobody needs to answer it: what the others lack comes first, and after them it is not pressed for.
    if (!question.required) return undefined;
    return {
      sentence: `Label ${50 - labelled} more items${named}`,
      why: "From about 50 labels on a first model says something.",
      action: "label",
    };
  }
  if (!newest)
    return {
      sentence: `Train the first model${named}`,
      why: `${labelled} labels are there to learn from; it takes seconds.`,
      action: "train",
    };
  if (labelled >= Math.max(newest.labelled * worthTraining, newest.labelled + 40)) {
    return {
      sentence: `Train again${named}`,
      why: `${labelled - newest.labelled} labels are new since version ${newest.number}.`,
      action: "train",
    };
  }
  if (!champion)
    return {
      sentence: `Promote version ${newest.number}${named}`,
      why: "An approved version can be told apart from a try.",
      action: "promote",
      target: String(newest.number),
    };
  if (!loop.endpoints.some((endpoint) => endpoint.question === question.id))
    return {
      sentence: `Deploy version ${champion.number}${named}`,
      why: "An endpoint answers other programs, and shows what the world asks.",
      action: "deploy",
      target: String(champion.number),
    };
  return undefined;
}
