import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type Returned, server, useMay, useParam, useProject, useProjectId } from "../frame/index.ts";
import {
  Ago,
  Button,
  Card,
  Dialog,
  Empty,
  joinClasses,
  milliseconds,
  notify,
  Page,
  Pill,
  Problem,
  percent,
  Skeleton,
} from "../ui/index.ts";
import { LabelFinder } from "./label-list.tsx";
import { savedSentence } from "./saved-sentence.ts";

type ItemView = Returned<"readItem">;
type Answer = ItemView["history"][number];

const itemQuery = (project: string, item: string) =>
  queryOptions({ queryKey: ["item", project, item], queryFn: () => server.readItem({ project, item }) });

function newId(): string {
  return `annotation_${crypto.getRandomValues(new Uint32Array(4)).join("")}`;
}

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
      <Problem error={remove.error}>Nothing was removed.</Problem>
      <div className="flex justify-end gap-2.5">
        <Button onClick={onClose}>Keep it</Button>
        <Button weight="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
          Remove it
        </Button>
      </div>
    </Dialog>
  );
}

function ItemDetail({ item }: { item: ItemView }) {
  const { labels, nameOf } = useProject();
  const sayingOf = (label: string): string => {
    const into = labels.find((one) => one.id === label)?.mergedInto;
    return into ? `${nameOf(label)}, counts as ${nameOf(into)}` : nameOf(label);
  };
  const shown = Object.entries(item.fields ?? {});
  return (
    <div className="grid gap-8 sm:grid-cols-[minmax(0,1fr)_340px]">
      <div className="min-w-0">
        <p className="reading" dir="auto">
          {item.text}
        </p>
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
        <Decided item={item} />
        <Card title="Every answer">
          {item.history.length === 0 && <Empty title="Nobody has answered yet" />}
          <ol className="grid gap-3 text-[14px]">
            {item.history.toReversed().map((answer) => (
              <AnswerRow
                key={answer.id}
                answer={answer}
                isReplaced={!answer.counts}
                nameOf={nameOf}
                sayingOf={sayingOf}
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

function Decided({ item }: { item: ItemView }) {
  const project = useProjectId();
  const { labels, nameOf } = useProject();
  const may = useMay();
  const client = useQueryClient();
  const [isChanging, setChanging] = useState(false);
  const give = useMutation({
    mutationFn: (label: string) =>
      server.giveLabel({ project, annotation: newId(), item: item.id, value: { labels: [label] } }),
    async onSuccess(saved, label) {
      setChanging(false);
      await client.invalidateQueries({
        predicate: ({ queryKey }) => ["item", "items", "counts", "progress", "overview"].includes(String(queryKey[0])),
      });
      notify(savedSentence({ given: label, counts: saved.label, how: saved.how, nameOf }));
    },
  });
  return (
    <Card title="Label" aside={item.how}>
      {item.how === "disputed" && (
        <p className="mb-3 text-[14px] text-soft">
          People disagree, so the first answer stays until a reviewer decides.
        </p>
      )}
      {isChanging ? (
        <LabelFinder
          labels={labels.filter((label) => !label.retired)}
          onChoose={(label) => give.mutate(label)}
          onClose={() => setChanging(false)}
        />
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-3">
          {item.label ? (
            <Pill tone="ours">{nameOf(item.label)}</Pill>
          ) : (
            <span className="text-soft">not labelled yet</span>
          )}
          {may("annotator") && <Button onClick={() => setChanging(true)}>{item.label ? "Change" : "Label it"}</Button>}
        </div>
      )}
    </Card>
  );
}

function AnswerRow({
  answer,
  isReplaced,
  nameOf,
  sayingOf,
}: {
  answer: Answer;
  isReplaced: boolean;
  nameOf: (label: string | undefined) => string;
  /** The name of a label that was given, with the one that it counts as where that is another. */
  sayingOf: (label: string) => string;
}) {
  const said = answer.value?.labels.map(sayingOf).join(", ");
  const first = answer.suggestion?.scores[0];
  return (
    <li className="grid gap-0.5">
      <div className="flex items-baseline justify-between gap-3">
        <span
          className={joinClasses("min-w-0 break-words font-[560]", isReplaced && "text-soft line-through")}
          dir="auto"
        >
          {said ?? "taken back"}
        </span>
        <span className="text-[12px] text-faint">
          <Ago at={answer.at} />
        </span>
      </div>
      <p className="num text-[13px] text-soft">
        {answer.author}
        {answer.kind !== "person" && ` (${answer.kind})`}
        {answer.milliseconds !== undefined && ` · ${milliseconds(answer.milliseconds)}`}
        {first && ` · the model suggested ${nameOf(first[0])}, ${percent(first[1])}`}
      </p>
    </li>
  );
}
