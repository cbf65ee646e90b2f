import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Question, server, useMay, useProjectId, wrongWith } from "../frame/index.ts";
import { Button, Card, Dialog, Field, notify, Problem, TextArea, TextInput } from "../ui/index.ts";
import { Labels } from "./labels.tsx";

/** One question of a project: its name, its guideline, whether it must be answered, its labels or what its ends mean. */
export function QuestionSettings({ question, of }: { question: Question; of: number }) {
  const may = useMay();
  const [isRemoving, setRemoving] = useState(false);
  return (
    <>
      <Card
        title={of > 1 ? question.name : "The question"}
        aside={question.kind === "rating" ? `rating, 1 to ${question.labels.length}` : undefined}
      >
        <QuestionForm
          question={question}
          of={of}
          onRemove={of > 1 && may("admin") ? () => setRemoving(true) : undefined}
        />
      </Card>
      {question.kind === "choice" && (
        <Labels question={question} title={of > 1 ? `Labels of “${question.name}”` : "Labels"} />
      )}
      {isRemoving && <RemoveQuestion question={question} onClose={() => setRemoving(false)} />}
    </>
  );
}

/** Reads the project anew, and what was counted of it, once a question changed. */
function useAgain(): () => Promise<unknown> {
  const client = useQueryClient();
  const project = useProjectId();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] === "projects" || queryKey[1] === project,
    });
}

function QuestionForm({
  question,
  of,
  onRemove,
}: {
  question: Question;
  of: number;
  onRemove: (() => void) | undefined;
}) {
  const project = useProjectId();
  const isAdmin = useMay()("admin");
  const again = useAgain();
  const [name, setName] = useState(question.name);
  const [guideline, setGuideline] = useState(question.guideline);
  const [required, setRequired] = useState(question.required);
  const [lowest, setLowest] = useState(question.settings.lowest ?? "");
  const [highest, setHighest] = useState(question.settings.highest ?? "");
  const save = useMutation({
    mutationFn: () =>
      server.changeQuestion({
        project,
        question: question.id,
        name,
        guideline,
        required,
        ...(question.kind === "rating" && { settings: { lowest, highest } }),
      }),
    meta: { shown: "here" },
    async onSuccess() {
      await again();
      notify("Saved.");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const wrong = { name: wrongWith(save.error, "name"), required: wrongWith(save.error, "required") };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!isAdmin} className="grid gap-4">
        {of > 1 && (
          <Field label="Name of the question" wrong={wrong.name}>
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
        )}
        <Field label="Guideline" hint="What the answers mean, and what to do in doubt. Shown while labelling by G.">
          {(id) => (
            <TextArea
              {...id}
              rows={of > 1 ? 4 : 8}
              value={guideline}
              onChange={(event) => setGuideline(event.target.value)}
              maxLength={100_000}
            />
          )}
        </Field>
        {question.kind === "rating" && (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="What 1 means">
              {(id) => (
                <TextInput
                  {...id}
                  dir="auto"
                  value={lowest}
                  onChange={(event) => setLowest(event.target.value)}
                  maxLength={80}
                />
              )}
            </Field>
            <Field label={`What ${question.labels.length} means`}>
              {(id) => (
                <TextInput
                  {...id}
                  dir="auto"
                  value={highest}
                  onChange={(event) => setHighest(event.target.value)}
                  maxLength={80}
                />
              )}
            </Field>
          </div>
        )}
        {of > 1 && (
          <div className="grid gap-1">
            <label className="flex min-h-9 items-center gap-2.5 text-[14px]">
              <input type="checkbox" checked={required} onChange={(event) => setRequired(event.target.checked)} />
              Must be answered: an item is open until it is
            </label>
            {wrong.required && <p className="text-[13px] text-madder">{wrong.required}</p>}
          </div>
        )}
        {!wrong.name && !wrong.required && <Problem error={save.error} />}
        {isAdmin && (
          <div className="flex justify-end gap-2.5">
            {onRemove && (
              <Button onClick={onRemove} className="shrink-0">
                Take it away
              </Button>
            )}
            <Button type="submit" weight="go" disabled={save.isPending} className="min-w-0">
              <span className="truncate">{of > 1 ? `Save ${question.name}` : "Save the question"}</span>
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}

function RemoveQuestion({ question, onClose }: { question: Question; onClose: () => void }) {
  const project = useProjectId();
  const again = useAgain();
  const remove = useMutation({
    mutationFn: () => server.removeQuestion({ project, question: question.id }),
    meta: { shown: "here" },
    async onSuccess() {
      onClose();
      await again();
      notify(`“${question.name}” is asked no longer.`);
    },
  });
  return (
    <Dialog
      title={`Take “${question.name}” away?`}
      about="Only a question that nobody has answered goes. One that has answers can be left unanswered instead: say that it need not be answered."
      onClose={onClose}
    >
      <div className="grid gap-4">
        <Problem error={remove.error}>Nothing was taken away.</Problem>
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Keep it</Button>
          <Button weight="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            Take it away
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
