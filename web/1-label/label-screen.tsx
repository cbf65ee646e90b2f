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
import { Guideline } from "./guideline.tsx";
import { LabelFinder, LabelList } from "./label-list.tsx";
import { firstSuggested, labelRows } from "./label-rows.ts";
import { NothingLeft } from "./nothing-left.tsx";
import { useBench } from "./use-bench.ts";

/** What is this? One item, its labels, a key for each. */
export function LabelScreen() {
  const id = useProjectId();
  const { project, labels } = useProject();
  const { bench, state, saving } = useBench(id);
  const [opened, setOpened] = useState<"find" | "guideline" | readonly KeyGroup[]>();
  const close = () => setOpened(undefined);
  const usable = useMemo(() => labels.filter((label) => !label.retired), [labels]);
  const rows = useMemo(() => (state.task ? labelRows(state.task, labels) : []), [state.task, labels]);
  const suggested = firstSuggested(rows);
  const accept = () => suggested !== undefined && choose(suggested);
  const choose = (label: string) => {
    close();
    bench?.choose(label);
  };
  const labelKeys: Hotkey[] = usable.flatMap((label) =>
    label.key ? [{ key: label.key, does: label.name, run: () => choose(label.id) }] : [],
  );
  const guideline: Hotkey[] = labelKeys.some((one) => one.key === "g")
    ? []
    : [{ key: "g", does: "Read the guideline", run: () => setOpened("guideline") }];
  useKeys("Labels", labelKeys);
  useKeys("Labelling", [
    { key: "enter", does: "Take the first suggestion", run: accept },
    { key: "s", does: "Skip", run: () => bench?.skip() },
    { key: "z", does: "Take back the last answer", run: () => bench?.undo() },
    { key: "/", does: "Find or add a label", run: () => setOpened("find") },
    ...guideline,
    { key: "?", does: "Show the keys", run: () => setOpened(currentKeys()) },
  ]);
  useEffect(() => {
    document.title = `Label · ${project?.name ?? ""} · Handloom`;
  }, [project?.name]);
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr_auto]">
      <BenchHeader saving={saving} onGuideline={() => setOpened("guideline")} hasKey={guideline.length > 0} />
      {state.task ? (
        <main className="mx-auto grid w-full max-w-[1120px] content-start gap-5.5 px-4.5 pt-5.5 pb-7 sm:grid-cols-[minmax(0,1fr)_360px] sm:gap-12 sm:px-7 sm:pt-[7vh]">
          <h1 className="sr-only">Label {project?.name}</h1>
          <Item text={state.task.text} fields={state.task.fields} />
          {opened === "find" ? (
            <LabelFinder key={state.task.item} labels={usable} onChoose={choose} onClose={close} />
          ) : (
            <LabelList
              rows={rows}
              previous={state.task.previous?.labels[0]}
              onChoose={choose}
              onFind={() => setOpened("find")}
            />
          )}
        </main>
      ) : (
        <main className="mx-auto w-full max-w-[1120px] px-4.5 pt-[7vh] sm:px-7">
          <h1 className="sr-only">Label {project?.name}</h1>
          {state.error ? (
            <Problem error={state.error} action={<Button onClick={() => bench?.refill()}>Try again</Button>} />
          ) : state.left === "loading" || state.left === "more" ? (
            <Skeleton rows={3} height={26} />
          ) : (
            <NothingLeft given={state.given} onAgain={() => bench?.refill()} />
          )}
        </main>
      )}
      <Footer
        onSkip={() => bench?.skip()}
        onUndo={() => bench?.undo()}
        onAccept={suggested === undefined ? undefined : accept}
        onKeys={() => setOpened(currentKeys())}
      />
      {opened === "guideline" && (
        <Dialog title="Guideline" wide="wide" onClose={close}>
          <Guideline text={project?.question.guideline ?? ""} />
        </Dialog>
      )}
      {typeof opened === "object" && <KeyList groups={opened} onClose={close} />}
    </div>
  );
}

function Item({ text, fields }: { text: string; fields: Record<string, unknown> | undefined }) {
  const shown = Object.entries(fields ?? {}).slice(0, 6);
  return (
    <section aria-label="Item" aria-live="polite" className="min-w-0">
      <p className="reading" dir="auto">
        {text}
      </p>
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
  onKeys,
}: {
  onSkip: () => void;
  onUndo: () => void;
  onAccept: (() => void) | undefined;
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
          <KeyCap>↵</KeyCap> accept
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
