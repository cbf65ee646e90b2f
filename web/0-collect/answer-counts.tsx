import { Link } from "@tanstack/react-router";
import { type Question, type Returned, useProject, useProjectId } from "../frame/index.ts";
import { count } from "../ui/index.ts";

type Counts = Returned<"readCounts">["questions"][number];

const shownAtOnce = 6;

/** What is answered to each question, and how often: the most frequent labels, or all levels in their order. */
export function AnswerCounts({ counts }: { counts: Returned<"readCounts"> }) {
  const project = useProjectId();
  const { questions } = useProject();
  return (
    <div className="num mt-4 grid gap-x-8 gap-y-4 border-line border-t pt-4 text-[13px] sm:grid-cols-[repeat(auto-fit,minmax(240px,1fr))]">
      {counts.questions.map((one) => {
        const question = questions.find(({ id }) => id === one.question);
        return (
          question && (
            <section key={one.question} className="min-w-0">
              <h2 className="flex items-baseline justify-between gap-3">
                <Link
                  to="/p/$project/collect"
                  params={{ project }}
                  search={{ question: one.name }}
                  className="truncate font-[560] hover:underline"
                >
                  <span dir="auto">{one.name}</span>
                </Link>
                <span className="shrink-0 text-soft">{count(one.labelled)} answered</span>
              </h2>
              <Bars question={question} counts={one} />
            </section>
          )
        );
      })}
    </div>
  );
}

function Bars({ question, counts }: { question: Question; counts: Counts }) {
  const project = useProjectId();
  const itemsOf = (label: string) => counts.labels.find((one) => one.label === label)?.items ?? 0;
  const all = question.labels.map(({ id, name }) => ({ label: id, name, items: itemsOf(id) }));
  const rows =
    question.kind === "rating"
      ? all
      : all.filter((row) => row.items > 0).toSorted((one, other) => other.items - one.items);
  const most = Math.max(1, ...rows.map((row) => row.items));
  return (
    <ul className="mt-1.5 grid gap-1">
      {rows.slice(0, question.kind === "rating" ? rows.length : shownAtOnce).map(({ label, name, items }) => (
        <li key={label} className="grid grid-cols-[minmax(0,1fr)_64px_48px] items-center gap-3">
          <Link
            to="/p/$project/collect"
            params={{ project }}
            search={{ question: question.name, label }}
            className="truncate hover:underline"
          >
            <span dir="auto">{name}</span>
          </Link>
          <span aria-hidden="true" className="h-1.5 rounded-full bg-sunk">
            <span
              className="block h-full rounded-full bg-indigo"
              style={{ width: `${(items / most) * 100}%`, minWidth: items > 0 ? 3 : 0 }}
            />
          </span>
          <span className="text-right text-soft">{count(items)}</span>
        </li>
      ))}
      {question.kind === "choice" && rows.length > shownAtOnce && (
        <li className="text-faint">and {count(rows.length - shownAtOnce)} more</li>
      )}
    </ul>
  );
}
