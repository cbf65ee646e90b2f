import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { fitness, type Label, rank, server, useMay, useProjectId } from "../frame/index.ts";
import { isComposing, joinClasses, KeyCap, Problem, percent } from "../ui/index.ts";
import type { LabelRow } from "./label-rows.ts";

const shownAtOnce = 12;

interface Given {
  readonly rows: readonly LabelRow[];
  readonly previous: string | undefined;
  readonly onChoose: (label: string) => void;
  readonly onFind: () => void;
}

/** The labels of an item: suggested ones with their probability as the fill of the row. */
export function LabelList({ rows, previous, onChoose, onFind }: Given) {
  const shown = rows.slice(0, rows.length <= shownAtOnce + 1 ? rows.length : shownAtOnce);
  const more = rows.length - shown.length;
  return (
    <div className="grid content-start gap-1">
      {shown.map((row, at) => (
        <Row
          key={row.label.id}
          row={row}
          isFirst={at === 0 && row.share !== undefined}
          isPrevious={row.label.id === previous}
          onChoose={onChoose}
        />
      ))}
      <button
        type="button"
        onClick={onFind}
        className="grid min-h-11 grid-cols-[28px_1fr] items-center gap-2 rounded-lg px-2.5 text-left text-soft hover:bg-sunk sm:min-h-10"
      >
        <span>
          <KeyCap>/</KeyCap>
        </span>
        {more > 0 ? `${more} more, type to find` : "Find or add a label"}
      </button>
    </div>
  );
}

function Row({
  row,
  isFirst,
  isPrevious,
  onChoose,
}: {
  row: LabelRow;
  isFirst: boolean;
  isPrevious: boolean;
  onChoose: (label: string) => void;
}) {
  const { label, share } = row;
  return (
    <button
      type="button"
      onClick={() => onChoose(label.id)}
      title={label.description || label.name}
      className={joinClasses(
        "relative grid min-h-11 grid-cols-[28px_minmax(0,1fr)_auto] items-center gap-2 overflow-hidden rounded-lg border px-2.5 py-1.5 text-left sm:min-h-10",
        isFirst ? "border-indigo bg-indigo-wash" : "border-transparent hover:border-line",
      )}
    >
      <span
        aria-hidden="true"
        className={joinClasses("absolute inset-y-0 left-0", isFirst ? "bg-indigo-fill" : "bg-sunk")}
        style={{ width: `${(share ?? 0) * 100}%` }}
      />
      <span className="relative">{label.key && <KeyCap>{label.key.toUpperCase()}</KeyCap>}</span>
      <span className="relative line-clamp-2 break-words leading-snug" dir="auto">
        {label.name}
        {isPrevious && <span className="ml-2 text-[12px] text-soft">your earlier answer</span>}
      </span>
      {share !== undefined && <span className="num relative text-[13px] text-soft">{percent(share)}</span>}
    </button>
  );
}

/** Adds a label by its name, and hands on its id once it is there. */
function useAddLabel(question: string | undefined, onAdded: (label: string) => void) {
  const project = useProjectId();
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (name: string) => server.addLabels({ project, question, names: [name] }),
    meta: { shown: "here" },
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", project] }),
  });
  const run = (name: string) => {
    if (isPending) return;
    // Heard here and not above, because here it falls silent with the field: the item may have been left meanwhile.
    mutate(name, {
      // The server says what the name means, because it reads names more leniently than they are typed.
      onSuccess({ meant: [label] }) {
        if (label) onAdded(label);
      },
    });
  };
  return { run, isPending, error };
}

/** Finds a label by typing, or makes a new one of what was typed. */
export function LabelFinder({
  labels,
  question,
  onChoose,
  onClose,
}: {
  labels: readonly Label[];
  /** The question that a new label is added to, the first where it is not told. */
  question?: string | undefined;
  onChoose: (label: string) => void;
  onClose: () => void;
}) {
  const [typed, type] = useState("");
  const [at, setAt] = useState(0);
  const may = useMay();
  const add = useAddLabel(question, onChoose);
  const found = rank(typed, labels, (label) => label.name).slice(0, 40);
  const name = typed.trim();
  const isNew = name !== "" && may("annotator") && !labels.some((label) => fitness(name, label.name) === 0);
  const chosen = Math.min(at, found.length - (isNew ? 0 : 1));
  const take = (index: number) => {
    const label = found[index];
    if (label) onChoose(label.id);
    else if (isNew) add.run(name);
  };
  const onKey = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter") event.repeat || take(Math.max(0, chosen));
    else if (step === undefined) return;
    else setAt(Math.max(0, Math.min(found.length - (isNew ? 0 : 1), chosen + step)));
    event.preventDefault();
  };
  return (
    <div className="grid content-start gap-2">
      <input
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
        autoFocus
        aria-label="Find a label"
        placeholder="Find a label, or type a new one"
        value={typed}
        onChange={(event) => {
          type(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
        className="w-full rounded-lg border border-edge/60 bg-cloth px-3 py-2 text-[16px]"
      />
      <Problem error={add.error} />
      <div className="grid max-h-[52vh] gap-1 overflow-y-auto">
        {found.map((label, index) => (
          <button
            key={label.id}
            type="button"
            onClick={() => take(index)}
            className={joinClasses(
              "min-h-11 rounded-lg px-3 py-1.5 text-left sm:min-h-9",
              index === chosen ? "bg-indigo-wash" : "hover:bg-sunk",
            )}
          >
            <span className="block truncate" dir="auto" title={label.name}>
              {label.name}
            </span>
          </button>
        ))}
      </div>
      {isNew && (
        <button
          type="button"
          disabled={add.isPending}
          onClick={() => add.run(name)}
          className={joinClasses(
            "min-h-11 rounded-lg px-3 py-1.5 text-left text-indigo sm:min-h-9",
            chosen === found.length ? "bg-indigo-wash" : "hover:bg-sunk",
          )}
        >
          Add the label “<span dir="auto">{name}</span>” and choose it
        </button>
      )}
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
