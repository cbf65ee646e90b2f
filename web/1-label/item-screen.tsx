import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type Question, type Returned, server, useMay, useParam, useProject, useProjectId } from "../frame/index.ts";
import {
  Ago,
  Button,
  Card,
  Dialog,
  Empty,
  joinClasses,
  KeyCap,
  milliseconds,
  notify,
  Page,
  Pill,
  Problem,
  percent,
  Skeleton,
  useKeys,
} from "../ui/index.ts";
import { Content } from "./content.tsx";
import { labelOf, saidTo, valueFor } from "./draft.ts";
import { LabelFinder } from "./label-list.tsx";
import { RatingScale } from "./rating-scale.tsx";
import { savedSentence } from "./saved-sentence.ts";
import { newAnnotationId } from "./unsaved.ts";

type ItemView = Returned<"readItem">;
type Answer = ItemView["history"][number];

const itemQuery = (project: string, item: string) =>
  queryOptions({ queryKey: ["item", project, item], queryFn: () => server.readItem({ project, item }) });

/** Who said what? One item with its label and every answer ever given; an earlier answer can be changed. */
export function ItemScreen() {
  const project = useProjectId();
  const item = useParam("item");
  const { data, error } = useQuery(itemQuery(project, item));
  const may = useMay();
  const [isAsking, setAsking] = useState(false);
  return (
    <Page
      eyebrow={
        <Link to="/p/$project/collect" params={{ project }} className="hover:underline">
          Items
        </Link>
      }
      title="Item"
      name={data?.text.slice(0, 60) ?? "Item"}
      actions={data && may("admin") && <Button onClick={() => setAsking(true)}>Remove it</Button>}
    >
      <Problem error={error} />
      {!data && !error && <Skeleton rows={4} height={26} />}
      {data && <ItemDetail item={data} />}
      {data && isAsking && <RemoveItem item={data.id} onClose={() => setAsking(false)} />}
    </Page>
  );
}

/** Asks before an item is removed for ever. */
function RemoveItem({ item, onClose }: { item: string; onClose: () => void }) {
  const project = useProjectId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => server.removeItems({ project, items: [item] }),
    meta: { shown: "here" },
    async onSuccess() {
      await navigate({ to: "/p/$project/collect", params: { project } });
      void client.invalidateQueries();
      notify("Removed.");
    },
  });
  return (
    <Dialog
      title="Remove this item?"
      about="Its text and every answer to it are deleted for ever; snapshots that had it say that they are not complete."
      onClose={onClose}
    >
      <div className="grid gap-4">
        <Problem error={remove.error}>Nothing was removed.</Problem>
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Keep it</Button>
          <Button weight="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            Remove it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function ItemDetail({ item }: { item: ItemView }) {
  const project = useProjectId();
  const { questions } = useProject();
  const shown = Object.entries(item.fields ?? {});
  return (
    <div className="grid gap-8 sm:grid-cols-[minmax(0,1fr)_340px]">
      <div className="min-w-0">
        <Content project={project} item={item.id} text={item.text} file={item.file} />
        <dl className="num mt-6 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-[13px] text-soft">
          <dt>came from</dt>
          <dd className="break-words">
            {item.origin.name ?? "the API"}
            {item.origin.line !== undefined && `, line ${item.origin.line}`} · <Ago at={item.origin.at} />
          </dd>
          {item.split && <Fact name="split" value={item.split} />}
          {item.key && <Fact name="key" value={item.key} />}
          {item.audit && <Fact name="audit" value="measured on, never learned from" />}
          {shown.map(([name, value]) => (
            <Fact key={name} name={name} value={String(value)} />
          ))}
        </dl>
      </div>
      <div className="grid content-start gap-4">
        {questions.map((question) => (
          <Decided key={question.id} item={item} question={question} isOneOfMany={questions.length > 1} />
        ))}
        <Card title="Every answer">
          {item.history.length === 0 && <Empty title="Nobody has answered yet" />}
          <ol className="grid gap-3 text-[14px]">
            {item.history.toReversed().map((answer) => (
              <AnswerRow
                key={answer.id}
                answer={answer}
                question={questions.find((one) => one.id === answer.question)}
                isOneOfMany={questions.length > 1}
              />
            ))}
          </ol>
        </Card>
      </div>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="break-words">{name}</dt>
      <dd className="break-words" dir="auto">
        {value}
      </dd>
    </>
  );
}

/** A question with what counts, and a way to answer otherwise. */
function Decided({ item, question, isOneOfMany }: { item: ItemView; question: Question; isOneOfMany: boolean }) {
  const project = useProjectId();
  const may = useMay();
  const client = useQueryClient();
  const [isChanging, setChanging] = useState(false);
  const counting = item.answers.find((one) => one.question === question.id);
  const give = useMutation({
    mutationFn: (label: string) => {
      const answers = { [question.id]: valueFor(question, label) };
      return server.giveAnswers({ project, annotation: newAnnotationId(), item: item.id, answers });
    },
    async onSuccess(saved, label) {
      setChanging(false);
      await client.invalidateQueries({
        predicate: ({ queryKey }) => ["item", "items", "counts", "progress", "overview"].includes(String(queryKey[0])),
      });
      const now = saved.counts[question.id];
      const nameOf = (one: string | undefined) => saidTo(question, one);
      notify(savedSentence({ given: label, counts: labelOf(now?.value), how: now?.how, nameOf }));
    },
  });
  return (
    <Card
      title={isOneOfMany ? <span dir="auto">{question.name}</span> : question.kind === "rating" ? "Rating" : "Label"}
      aside={counting?.how}
    >
      {counting?.how === "disputed" && (
        <p className="mb-3 text-[14px] text-soft">
          People disagree, so the {question.kind === "rating" ? "answer in the middle" : "first answer"} stays until a
          reviewer decides.
        </p>
      )}
      {!isChanging ? (
        <div className="flex flex-wrap items-center justify-between gap-3">
          {counting ? (
            <Pill tone="ours">{saidTo(question, counting.label)}</Pill>
          ) : (
            <span className="text-soft">{question.kind === "rating" ? "not rated yet" : "not labelled yet"}</span>
          )}
          {may("annotator") && (
            <Button onClick={() => setChanging(true)}>
              {counting ? "Change" : question.kind === "rating" ? "Rate it" : "Label it"}
            </Button>
          )}
        </div>
      ) : question.kind === "rating" ? (
        <Rate
          question={question}
          chosen={counting?.label}
          onChoose={(level) => give.mutate(level)}
          onClose={() => setChanging(false)}
        />
      ) : (
        <LabelFinder
          labels={question.labels.filter((label) => !label.retired)}
          question={question.id}
          onChoose={(label) => give.mutate(label)}
          onClose={() => setChanging(false)}
        />
      )}
    </Card>
  );
}

/** The levels of a rating, each under its digit as on the bench. */
function Rate({
  question,
  chosen,
  onChoose,
  onClose,
}: {
  question: Question;
  chosen: string | undefined;
  onChoose: (level: string) => void;
  onClose: () => void;
}) {
  const levels = question.labels.flatMap(({ key, name, id }) =>
    key ? [{ key, does: name, run: () => onChoose(id) }] : [],
  );
  useKeys(question.name, [...levels, { key: "escape", does: "Leave it", run: onClose }]);
  return (
    <div className="grid gap-2">
      <RatingScale
        rows={question.labels.map((label) => ({ label, share: undefined }))}
        chosen={chosen}
        previous={undefined}
        lowest={question.settings.lowest}
        highest={question.settings.highest}
        onChoose={onChoose}
      />
      <button
        type="button"
        onClick={onClose}
        className="flex min-h-9 items-center gap-2 justify-self-start rounded-lg px-3 text-[13px] text-soft hover:bg-sunk"
      >
        <KeyCap>Esc</KeyCap> back
      </button>
    </div>
  );
}

function AnswerRow({
  answer,
  question,
  isOneOfMany,
}: {
  answer: Answer;
  question: Question | undefined;
  isOneOfMany: boolean;
}) {
  const label = labelOf(answer.value);
  const said = saidTo(question, label);
  const into = question?.labels.find((one) => one.id === label)?.mergedInto;
  const first = answer.suggestion?.scores[0];
  return (
    <li className="grid gap-0.5">
      <div className="flex items-baseline justify-between gap-3">
        <span
          className={joinClasses("min-w-0 break-words font-[560]", !answer.counts && "text-soft line-through")}
          dir="auto"
        >
          {label === undefined ? "taken back" : into ? `${said}, counts as ${saidTo(question, into)}` : said}
        </span>
        <span className="shrink-0 text-[12px] text-faint">
          <Ago at={answer.at} />
        </span>
      </div>
      <p className="num text-[13px] text-soft">
        {isOneOfMany && question && <span dir="auto">{question.name} · </span>}
        {answer.author}
        {answer.kind !== "person" && ` (${answer.kind})`}
        {answer.milliseconds !== undefined && ` · ${milliseconds(answer.milliseconds)}`}
        {first && ` · the model suggested ${saidTo(question, first[0])}, ${percent(first[1])}`}
      </p>
    </li>
  );
}
