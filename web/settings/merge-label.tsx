import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Label, server, useProjectId, wrongWith } from "../frame/index.ts";
import { Button, counted, Dialog, Field, notify, Problem, Select } from "../ui/index.ts";
import { type Twins, twinsOf } from "./twins.ts";

type ItemsOf = (label: Label) => number;

/** What is to be merged; the label that stays is chosen where it is not known. */
export interface Merging {
  readonly from: Label;
  readonly into: Label | undefined;
}

/** Points out labels that differ by case only, each with a way to make them one. */
export function TwinLabels(given: { labels: readonly Label[]; itemsOf: ItemsOf; onMerge: (twins: Merging) => void }) {
  const twins: readonly Twins<Label>[] = twinsOf(given.labels, given.itemsOf);
  if (twins.length === 0) return null;
  return (
    <section aria-label="Labels that differ by case only" className="mb-3 rounded-lg bg-sunk py-2 pr-1.5 pl-3.5">
      <p className="text-[13px] text-soft">These differ by case only. If they mean the same, make them one:</p>
      <ul>
        {twins.map(({ from, into }) => (
          <li key={from.id} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 text-[14px]">
            <span className="break-words">
              <Name of={from} /> and <Name of={into} />
            </span>
            <Button
              weight="quiet"
              aria-label={`Merge “${from.name}” into “${into.name}”`}
              onClick={() => given.onMerge({ from, into })}
            >
              Merge…
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const Name = ({ of }: { of: Label }) => (
  <>
    “<span dir="auto">{of.name}</span>”
  </>
);

/** Asks before a label is merged into another one, and says how many items that moves. */
export function MergeLabel(given: {
  merging: Merging;
  labels: readonly Label[];
  itemsOf: ItemsOf;
  onClose: () => void;
}) {
  const { from } = given.merging;
  const project = useProjectId();
  const client = useQueryClient();
  const others = given.labels.filter((label) => !label.retired && label.id !== from.id);
  const [chosen, choose] = useState(given.merging.into?.id ?? "");
  const into = others.find((label) => label.id === chosen);
  const merge = useMutation({
    mutationFn: (target: Label) => server.mergeLabels({ project, label: from.id, into: target.id }),
    meta: { shown: "here" },
    async onSuccess(_, target) {
      given.onClose();
      await client.invalidateQueries();
      notify(`“${from.name}” counts as “${target.name}” now.`);
    },
  });
  const wrong = wrongWith(merge.error, "into");
  return (
    <Dialog
      title={`Merge “${from.name}” into another label`}
      about="Its answers stay as they were given and count as the other label everywhere, in deployed models too. This cannot be undone."
      onClose={given.onClose}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (into) merge.mutate(into);
        }}
      >
        <Field label="Label that stays" wrong={wrong}>
          {(id) => (
            <Select {...id} required value={chosen} onChange={(event) => choose(event.target.value)}>
              <option value="" disabled>
                Choose a label
              </option>
              {others.map((label) => (
                <option key={label.id} value={label.id}>
                  {label.name} ({counted(given.itemsOf(label), "item")})
                </option>
              ))}
            </Select>
          )}
        </Field>
        <p className="text-[14px]" aria-live="polite">
          {into && <Moves items={given.itemsOf(from)} from={from} into={into} />}
        </p>
        {!wrong && <Problem error={merge.error}>Nothing was merged.</Problem>}
        <div className="flex justify-end gap-2.5">
          <Button onClick={given.onClose}>Keep both</Button>
          <Button type="submit" weight="go" disabled={!into || merge.isPending}>
            Merge
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Moves({ items, from, into }: { items: number; from: Label; into: Label }) {
  return (
    <>
      <b className="num">{counted(items, "item")}</b> labelled <Name of={from} /> will count as <Name of={into} />, and{" "}
      <Name of={from} /> is offered no longer. A file that names <Name of={from} /> later means <Name of={into} />.
    </>
  );
}
