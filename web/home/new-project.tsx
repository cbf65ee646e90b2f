import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { server, wrongWith } from "../frame/index.ts";
import { Button, Dialog, Field, Problem, TextInput } from "../ui/index.ts";
import { AnswerFields, type Asked, askedOf, nothingAsked } from "./answer-fields.tsx";

/** A new project in one dialog: its name, and the labels or levels of its first question. */
export function NewProject({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [asked, ask] = useState<Asked>(nothingAsked);
  const client = useQueryClient();
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: () =>
      server.createProject({
        name: name.trim(),
        task: "classify",
        questions: [{ name: asked.kind === "rating" ? "rating" : "label", ...askedOf(asked) }],
      }),
    meta: { shown: "here" },
    onSuccess(project) {
      void client.invalidateQueries({ queryKey: ["projects"] });
      void navigate({ to: "/p/$project/collect/add", params: { project: project.id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const wrongName = wrongWith(make.error, "name");
  return (
    <Dialog title="New project" about="What is asked about each text; more can be asked later." onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label="Name" wrong={wrongName}>
          {(id) => (
            <TextInput
              {...id}
              value={name}
              onChange={(event) => setName(event.target.value)}
              required
              maxLength={120}
              placeholder="Support messages"
              autoComplete="off"
            />
          )}
        </Field>
        <AnswerFields asked={asked} onChange={ask} />
        {!wrongName && <Problem error={make.error} />}
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" weight="go" disabled={make.isPending || name.trim() === ""}>
            Make the project
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
