import { useNavigate } from "@tanstack/react-router";
import { Choice } from "../ui/index.ts";
import { type Question, useFilters, useProject } from "./queries.ts";

/** The questions of the project; the one that the address asks about, if it does; and whether there are several at all. */
export function useQuestion(): {
  questions: readonly Question[];
  question: Question | undefined;
  isOneOfMany: boolean;
  /** The name of a question by its id. */
  questionName: (id: string | undefined) => string;
} {
  const { questions } = useProject();
  const asked = useFilters().question;
  return {
    questions,
    question: questions.find((one) => one.name === asked || one.id === asked),
    isOneOfMany: questions.length > 1,
    questionName: (id) => questions.find((one) => one.id === id)?.name ?? "",
  };
}

/** Which question a list is about: in the address, so that it can be sent; nothing where there is only one. */
export function QuestionChoice() {
  const { questions, question, isOneOfMany } = useQuestion();
  const navigate = useNavigate();
  if (!isOneOfMany) return null;
  const options = [["", "All questions"], ...questions.map(({ name }) => [name, name])] as [string, string][];
  return (
    <div className="mb-4 flex">
      <Choice
        name="Question"
        value={question?.name ?? ""}
        options={options}
        onChoose={(name) => navigate({ to: ".", search: name ? { question: name } : {}, replace: true })}
      />
    </div>
  );
}
