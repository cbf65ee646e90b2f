import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { progressQuery, useProject, useProjectId } from "../frame/index.ts";
import { KeyList } from "../frame/key-list.tsx";
import {
  Button,
  currentKeys,
  Dialog,
  type Hotkey,
  KeyCap,
  type KeyGroup,
  Problem,
  Skeleton,
  useKeys,
} from "../ui/index.ts";
import { BenchHeader } from "./bench-header.tsx";
import { Content } from "./content.tsx";
import { answered, beginDraft, type Draft, isWhole, moved, news } from "./draft.ts";
import { Guideline } from "./guideline.tsx";
import type { Task } from "./hand.ts";
import { firstSuggested, labelRows } from "./label-rows.ts";
import { NothingLeft } from "./nothing-left.tsx";
import { QuestionList } from "./question-list.tsx";
import { useBench } from "./use-bench.ts";

/** What is this? One item, what is asked about it, a key for each answer. */
export function LabelScreen() {
  const id = useProjectId();
  const { project, questions } = useProject();
  const { bench, state, saving } = useBench(id);
  const { task } = state;
  const [opened, setOpened] = useState<"find" | "guideline" | readonly KeyGroup[]>();
  const [changed, setChanged] = useState<{ of: Task; draft: Draft }>();
  const close = () => setOpened(undefined);
  const fresh = useMemo(() => (task ? beginDraft(task, questions) : undefined), [task, questions]);
  // Of this showing of the item: one that comes back is begun anew.
  const draft = changed && changed.of === task ? changed.draft : fresh;
  const change = (next: Draft) => task && setChanged({ of: task, draft: next });
  const asked = questions.find((one) => one.id === draft?.asked) ?? questions[0];
  const suggested =
    asked && task
      ? firstSuggested(labelRows({ suggestion: task.suggestions[asked.id], previous: undefined }, asked.labels))
      : undefined;
  const finish = (whole: Draft) => {
    if (!task) return;
    // What counts already is said again where nothing else is: the item is asked about because somebody took it back, or skipped it.
    const told = news(whole, task);
    bench?.answer(Object.keys(told).length > 0 ? told : whole.answers);
  };
  const choose = (question: string, label: string) => {
    close();
    if (!draft) return;
    const next = answered(draft, questions, { question, label });
    if (isWhole(next, questions, "all")) finish(next);
    else change(next);
  };
  const isOpen = draft !== undefined && asked !== undefined && draft.answers[asked.id] === undefined;
  const mayAccept = suggested !== undefined && (isOpen || questions.length === 1);
  const mayFinish = draft !== undefined && questions.length > 1 && isWhole(draft, questions, "required");
  const accept = () => {
    if (mayAccept && asked) choose(asked.id, suggested);
    else if (mayFinish) finish(draft);
  };
  const go = (by: 1 | -1) => draft && change(moved(draft, questions, by));
  const labelKeys: Hotkey[] = (asked?.labels ?? []).flatMap((label) =>
    label.key && !label.retired && asked
      ? [{ key: label.key, does: label.name, run: () => choose(asked.id, label.id) }]
      : [],
  );
  const guideline: Hotkey[] = labelKeys.some((one) => one.key === "g")
    ? []
    : [{ key: "g", does: "Read the guideline", run: () => setOpened("guideline") }];
  const between: Hotkey[] =
    questions.length > 1
      ? [
          { key: "arrowdown", does: "The next question", run: () => go(1) },
          { key: "arrowup", does: "The question before", run: () => go(-1) },
        ]
      : [];
  const find: Hotkey[] =
    asked?.kind === "choice" ? [{ key: "/", does: "Find or add a label", run: () => setOpened("find") }] : [];
  useKeys(asked?.kind === "rating" ? "Levels" : "Labels", labelKeys);
  useKeys("Labelling", [
    {
      key: "enter",
      does: questions.length > 1 ? "Take the first suggestion, or save what is answered" : "Take the first suggestion",
      run: accept,
    },
    ...between,
    { key: "s", does: "Skip", run: () => bench?.skip() },
    { key: "z", does: "Take back the last answer", run: () => bench?.undo() },
    ...find,
    ...guideline,
    { key: "?", does: "Show the keys", run: () => setOpened(currentKeys()) },
  ]);
  useEffect(() => {
    document.title = `Label · ${project?.name ?? ""} · Handloom`;
  }, [project?.name]);
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr_auto]">
      <BenchHeader
        saving={saving}
        question={asked?.id}
        onGuideline={() => setOpened("guideline")}
        hasKey={guideline.length > 0}
      />
      {task && draft && asked ? (
        <main className="mx-auto grid w-full max-w-[1120px] content-start gap-5.5 px-4.5 pt-5.5 pb-7 sm:grid-cols-[minmax(0,1fr)_360px] sm:gap-12 sm:px-7 sm:pt-[7vh]">
          <h1 className="sr-only">Label {project?.name}</h1>
          <Item task={task} />
          <QuestionList
            task={task}
            draft={draft}
            questions={questions}
            isFinding={opened === "find" ? "yes" : "no"}
            onChoose={choose}
            onAsk={(question) => change({ ...draft, asked: question })}
            onFind={() => setOpened("find")}
            onClose={close}
          />
        </main>
      ) : (
        <main className="mx-auto w-full max-w-[1120px] px-4.5 pt-[7vh] sm:px-7">
          <h1 className="sr-only">Label {project?.name}</h1>
          {state.error ? (
            <Problem error={state.error} action={<Button onClick={() => bench?.refill()}>Try again</Button>} />
          ) : state.left === "loading" || state.left === "more" || !asked ? (
            <Skeleton rows={3} height={26} />
          ) : (
            <NothingLeft given={state.given} onAgain={() => bench?.refill()} />
          )}
        </main>
      )}
      <Footer
        onSkip={() => bench?.skip()}
        onUndo={() => bench?.undo()}
        onAccept={mayAccept || mayFinish ? accept : undefined}
        enter={mayFinish && !mayAccept ? "save" : "accept"}
        onKeys={() => setOpened(currentKeys())}
      />
      {opened === "guideline" && (
        <Dialog
          title={questions.length > 1 && asked ? `Guideline: ${asked.name}` : "Guideline"}
          wide="wide"
          onClose={close}
        >
          <Guideline text={asked?.guideline ?? ""} />
        </Dialog>
      )}
      {typeof opened === "object" && <KeyList groups={opened} onClose={close} />}
    </div>
  );
}

function Item({ task }: { task: Task }) {
  const project = useProjectId();
  const shown = Object.entries(task.fields ?? {}).slice(0, 6);
  return (
    <section aria-label="Item" aria-live="polite" className="min-w-0">
      <Content project={project} item={task.item} text={task.text} file={task.file} />
      {shown.length > 0 && (
        <p className="num mt-6 break-words text-[13px] text-faint" dir="auto">
          {shown.map(([name, value]) => `${name}: ${String(value)}`).join(" · ")}
        </p>
      )}
    </section>
  );
}

function Footer({
  onSkip,
  onUndo,
  onAccept,
  enter,
  onKeys,
}: {
  onSkip: () => void;
  onUndo: () => void;
  onAccept: (() => void) | undefined;
  /** What Enter does at this moment. */
  enter: "accept" | "save";
  onKeys: () => void;
}) {
  const project = useProjectId();
  const { data } = useQuery(progressQuery(project));
  const action =
    "flex min-h-11 items-center gap-1.5 rounded-lg px-2 text-[13px] text-soft hover:bg-sunk hover:text-ink sm:min-h-8";
  return (
    <footer className="sticky bottom-0 flex flex-wrap items-center justify-between gap-x-4 border-line border-t bg-paper px-3.5 py-1.5 pb-[max(6px,env(safe-area-inset-bottom))] text-soft">
      <div className="flex flex-wrap gap-1 max-sm:w-full max-sm:justify-between">
        {/* Always there, so that a missing suggestion moves nothing. */}
        <button
          type="button"
          className={`${action} disabled:opacity-50`}
          onClick={onAccept}
          disabled={onAccept === undefined}
        >
          <KeyCap>↵</KeyCap> {enter}
        </button>
        <button type="button" className={action} onClick={onSkip}>
          <KeyCap>S</KeyCap> skip
        </button>
        <button type="button" className={action} onClick={onUndo}>
          <KeyCap>Z</KeyCap> undo
        </button>
        <button type="button" className={action} onClick={onKeys}>
          <KeyCap>?</KeyCap> all keys
        </button>
      </div>
      <p className="num text-[13px] max-sm:hidden">
        {data?.mine.secondsEach !== undefined && `${data.mine.secondsEach.toFixed(1)} s each · `}
        {data && `${data.mine.today} today`}
        {" · "}
        <Link
          to="/p/$project/collect"
          params={{ project }}
          search={{ state: "labelled" }}
          className="text-soft underline underline-offset-2"
        >
          earlier answers
        </Link>
      </p>
    </footer>
  );
}
