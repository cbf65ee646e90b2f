import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type Returned, server, useMay, useProject, wrongWith } from "../frame/index.ts";
import { Button, Card, Dialog, Field, notify, Problem, Select, Skeleton, TextInput } from "../ui/index.ts";
import { AskQuestion } from "./ask-question.tsx";
import { ProjectFrame } from "./project-frame.tsx";
import { QuestionSettings } from "./question-settings.tsx";

type Project = Returned<"readProject">;

/** What is asked, and how? The name, the questions with their labels, suggestions; and the end of a project. */
export function ProjectSettingsScreen() {
  const { project } = useProject();
  const may = useMay();
  const [isDeleting, setDeleting] = useState(false);
  const [isAsking, setAsking] = useState(false);
  return (
    <ProjectFrame
      view="question"
      action={may("admin") && <Button onClick={() => setDeleting(true)}>Delete the project</Button>}
    >
      {!project && <Skeleton rows={6} height={40} />}
      {project && (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <div className="grid gap-4">
            <About key={project.id} project={project} isAdmin={may("admin")} />
            {may("admin") && (
              <div className="flex justify-end">
                <Button onClick={() => setAsking(true)}>Ask another question</Button>
              </div>
            )}
          </div>
          <div className="grid gap-4">
            {project.questions.map((question) => (
              <QuestionSettings key={question.id} question={question} of={project.questions.length} />
            ))}
          </div>
        </div>
      )}
      {project && isAsking && <AskQuestion onClose={() => setAsking(false)} />}
      {project && isDeleting && <DeleteProject project={project} onClose={() => setDeleting(false)} />}
    </ProjectFrame>
  );
}

function About({ project, isAdmin }: { project: Project; isAdmin: boolean }) {
  const client = useQueryClient();
  const [name, setName] = useState(project.name);
  const [suggestions, setSuggestions] = useState(project.settings.suggestions);
  const [audit, setAudit] = useState(String(Math.round(project.settings.auditShare * 100)));
  const save = useMutation({
    mutationFn: () =>
      server.changeProject({
        project: project.id,
        name,
        settings: { suggestions, auditShare: Number(audit) / 100 },
      }),
    meta: { shown: "here" },
    onSuccess(changed) {
      client.setQueryData(["project", project.id], changed);
      void client.invalidateQueries({
        predicate: ({ queryKey }) => ["projects", "overview"].includes(String(queryKey[0])),
      });
      notify("Saved.");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const wrong = wrongWith(save.error, "name") ?? wrongWith(save.error, "auditShare");
  return (
    <Card title="The project">
      <form onSubmit={submit}>
        <fieldset disabled={!isAdmin} className="grid gap-4">
          <Field label="Name" wrong={wrongWith(save.error, "name")}>
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
          <Field label="Suggestions while labelling">
            {(id) => (
              <Select
                {...id}
                value={suggestions}
                onChange={(event) => setSuggestions(event.target.value as "on" | "off")}
              >
                <option value="on">on, except for audit items and as many others</option>
                <option value="off">off</option>
              </Select>
            )}
          </Field>
          <Field
            label="Audit share, in percent"
            hint="So much of what is labelled from now on only measures the model and never teaches it."
            wrong={wrongWith(save.error, "auditShare")}
          >
            {(id) => (
              <TextInput
                {...id}
                type="number"
                min={0}
                max={50}
                value={audit}
                onChange={(event) => setAudit(event.target.value)}
              />
            )}
          </Field>
          {wrong === undefined && <Problem error={save.error} />}
          {isAdmin && (
            <div className="flex justify-end">
              <Button type="submit" weight="go" disabled={save.isPending}>
                Save
              </Button>
            </div>
          )}
        </fieldset>
      </form>
    </Card>
  );
}

function DeleteProject({ project, onClose }: { project: Project; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, type] = useState("");
  const isSample = project.origin === "sample";
  const remove = useMutation({
    mutationFn: () => server.deleteProject({ project: project.id }),
    meta: { shown: "here" },
    async onSuccess() {
      await navigate({ to: "/" });
      void client.invalidateQueries({ queryKey: ["projects"] });
      notify(`“${project.name}” is deleted; its data follow in the background.`);
    },
  });
  return (
    <Dialog
      title={`Delete “${project.name}”?`}
      about="Its items, labels, models and endpoints go with it. This cannot be taken back."
      onClose={onClose}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          remove.mutate();
        }}
      >
        {!isSample && (
          <Field label="Type its name">
            {(id) => (
              <TextInput
                {...id}
                dir="auto"
                value={typed}
                onChange={(event) => type(event.target.value)}
                autoComplete="off"
                placeholder={project.name}
              />
            )}
          </Field>
        )}
        <Problem error={remove.error}>Nothing was deleted.</Problem>
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Keep it</Button>
          <Button
            type="submit"
            weight="danger"
            disabled={remove.isPending || (!isSample && typed.trim() !== project.name)}
          >
            Delete the project
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
