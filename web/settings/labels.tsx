import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Label, type Question, server, useMay, useProjectId, wrongWith } from "../frame/index.ts";
import { labelNames } from "../home/label-names.ts";
import {
  Button,
  Card,
  count,
  Dialog,
  Field,
  joinClasses,
  KeyCap,
  Menu,
  MenuItem,
  Problem,
  Scroll,
  TextArea,
  TextInput,
} from "../ui/index.ts";
import { MergeLabel, type Merging, TwinLabels } from "./merge-label.tsx";

/** The labels of a question: add, rename, explain, give a key, retire, merge. */
export function Labels({ question, title }: { question: Question; title: string }) {
  const { labels } = question;
  const project = useProjectId();
  const client = useQueryClient();
  const may = useMay();
  const { data: counted } = useQuery({
    queryKey: ["counts", project],
    queryFn: () => server.readCounts({ project }),
  });
  const counts = counted?.questions.find((one) => one.question === question.id)?.labels ?? [];
  const [pasted, paste] = useState("");
  const [editing, edit] = useState<Label>();
  const [merging, merge] = useState<Merging>();
  const itemsOf = (label: Label) => counts.find((one) => one.label === label.id)?.items ?? 0;
  const standing = labels.filter((label) => !label.mergedInto);
  const again = () => client.invalidateQueries({ queryKey: ["project", project] });
  const names = labelNames(pasted);
  const add = useMutation({
    mutationFn: () => server.addLabels({ project, question: question.id, names: [...names] }),
    meta: { shown: "here" },
    onSuccess() {
      paste("");
      return again();
    },
  });
  const retire = useMutation({
    mutationFn: (label: Label) => server.changeLabel({ project, label: label.id, retired: !label.retired }),
    onSuccess: again,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Card title={title} aside={count(standing.length)}>
      {may("admin") && <TwinLabels labels={labels} itemsOf={itemsOf} onMerge={merge} />}
      <Scroll name={title} className="max-h-[440px] overflow-y-auto">
        <ul>
          {labels.map((label) => (
            <li
              key={label.id}
              className="grid min-h-11 grid-cols-[28px_minmax(0,1fr)_auto_auto] items-center gap-2.5 border-line border-b text-[14px] last:border-0"
            >
              <span>{label.key && <KeyCap>{label.key.toUpperCase()}</KeyCap>}</span>
              <span
                className={joinClasses("truncate", label.retired && "text-faint line-through")}
                dir="auto"
                title={label.name}
              >
                {label.name}
              </span>
              <span className="num max-w-56 truncate text-[13px] text-soft" dir="auto">
                {label.mergedInto
                  ? `merged into ${labels.find((one) => one.id === label.mergedInto)?.name ?? "another label"}`
                  : count(itemsOf(label))}
              </span>
              {may("admin") && !label.mergedInto && (
                <Menu
                  trigger={
                    <Button weight="quiet" aria-label={`More about ${label.name}`}>
                      ⋯
                    </Button>
                  }
                >
                  <MenuItem onSelect={() => edit(label)}>Rename, explain, change the key</MenuItem>
                  {standing.length > 1 && (
                    <MenuItem onSelect={() => merge({ from: label, into: undefined })}>Merge into…</MenuItem>
                  )}
                  <MenuItem onSelect={() => retire.mutate(label)}>
                    {label.retired ? "Offer it again" : "Retire: no longer offered"}
                  </MenuItem>
                </Menu>
              )}
            </li>
          ))}
        </ul>
      </Scroll>
      {may("annotator") && (
        <form onSubmit={submit} className="mt-4 grid gap-3">
          <Field label="Add labels, one a line">
            {(id) => <TextArea {...id} rows={3} value={pasted} onChange={(event) => paste(event.target.value)} />}
          </Field>
          <Problem error={add.error} />
          <div className="flex justify-end">
            <Button type="submit" disabled={names.length === 0 || add.isPending}>
              Add {names.length > 0 && names.length}
            </Button>
          </div>
        </form>
      )}
      {merging && <MergeLabel merging={merging} labels={labels} itemsOf={itemsOf} onClose={() => merge(undefined)} />}
      {editing && <EditLabel label={editing} onClose={() => edit(undefined)} onSaved={again} />}
    </Card>
  );
}

function EditLabel({ label, onClose, onSaved }: { label: Label; onClose: () => void; onSaved: () => unknown }) {
  const project = useProjectId();
  const [name, setName] = useState(label.name);
  const [key, setKey] = useState(label.key ?? "");
  const [description, setDescription] = useState(label.description);
  const save = useMutation({
    mutationFn: () =>
      server.changeLabel({ project, label: label.id, name, description, key: key === "" ? null : key.toLowerCase() }),
    meta: { shown: "here" },
    onSuccess() {
      onSaved();
      onClose();
    },
  });
  const wrong = { name: wrongWith(save.error, "name"), key: wrongWith(save.error, "key") };
  return (
    <Dialog title={`Change “${label.name}”`} onClose={onClose}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Field label="Name" wrong={wrong.name}>
          {(id) => (
            <TextInput
              {...id}
              dir="auto"
              value={name}
              onChange={(event) => setName(event.target.value)}
              required
              maxLength={120}
            />
          )}
        </Field>
        <Field label="Key" hint="One digit or letter; s and z are taken by skip and undo." wrong={wrong.key}>
          {(id) => (
            <TextInput
              {...id}
              value={key}
              onChange={(event) => setKey(event.target.value)}
              maxLength={1}
              pattern="[a-rt-yA-RT-Y0-9]"
              title="One digit or letter, but not s or z"
              className="!w-20"
            />
          )}
        </Field>
        <Field label="What it means">
          {(id) => (
            <TextArea {...id} rows={3} value={description} onChange={(event) => setDescription(event.target.value)} />
          )}
        </Field>
        {!wrong.name && !wrong.key && <Problem error={save.error} />}
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" weight="go" disabled={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
