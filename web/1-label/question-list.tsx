import type { Question } from "../frame/index.ts";
import { joinClasses } from "../ui/index.ts";
import type { Draft } from "./draft.ts";
import { labelOf, saidTo } from "./draft.ts";
import type { Task } from "./hand.ts";
import { LabelFinder, LabelList } from "./label-list.tsx";
import { labelRows } from "./label-rows.ts";
import { RatingScale } from "./rating-scale.tsx";

interface Given {
  readonly task: Task;
  readonly draft: Draft;
  readonly questions: readonly Question[];
  readonly isFinding: "yes" | "no";
  readonly onChoose: (question: string, label: string) => void;
  readonly onAsk: (question: string) => void;
  readonly onFind: () => void;
  readonly onClose: () => void;
}

/** The questions about an item, one under the other; the one that is asked is open, of the others their answers stand there. */
export function QuestionList(given: Given) {
  const { questions, draft, onAsk } = given;
  const [only, ...others] = questions;
  if (only && others.length === 0) return <Asked {...given} question={only} />;
  return (
    <ol className="grid content-start gap-2">
      {questions.map((question) => {
        const isAsked = draft.asked === question.id;
        return (
          <li
            key={question.id}
            className={joinClasses(
              "grid gap-1 rounded-[10px] border",
              isAsked ? "border-line p-2" : "border-transparent",
            )}
          >
            <button
              type="button"
              aria-expanded={isAsked}
              onClick={() => onAsk(question.id)}
              className="flex min-h-9 items-baseline justify-between gap-3 rounded-lg px-2.5 py-1 text-left hover:bg-sunk"
            >
              <span className={joinClasses("min-w-0 break-words", isAsked ? "font-[600]" : "text-soft")} dir="auto">
                {question.name}
                {!question.required && <span className="ml-2 font-normal text-[12px] text-faint">optional</span>}
              </span>
              <span className="min-w-0 truncate text-[14px]" dir="auto">
                {saidTo(question, labelOf(draft.answers[question.id])) || <span className="text-faint">open</span>}
              </span>
            </button>
            {isAsked && <Asked {...given} question={question} />}
          </li>
        );
      })}
    </ol>
  );
}

/** One question with what may be answered. */
function Asked({ task, draft, question, isFinding, onChoose, onFind, onClose }: Given & { question: Question }) {
  const previous = labelOf(task.previous[question.id]);
  const rows = labelRows({ suggestion: task.suggestions[question.id], previous }, question.labels);
  const choose = (label: string) => onChoose(question.id, label);
  if (question.kind === "rating")
    return (
      <RatingScale
        rows={rows}
        chosen={labelOf(draft.answers[question.id])}
        previous={previous}
        lowest={question.settings.lowest}
        highest={question.settings.highest}
        onChoose={choose}
      />
    );
  const usable = question.labels.filter((label) => !label.retired);
  if (isFinding === "yes")
    return (
      <LabelFinder
        key={`${task.item} ${question.id}`}
        labels={usable}
        question={question.id}
        onChoose={choose}
        onClose={onClose}
      />
    );
  return <LabelList rows={rows} previous={previous} onChoose={choose} onFind={onFind} />;
}
