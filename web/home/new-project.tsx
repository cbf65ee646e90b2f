import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { server, wrongWith } from "../frame/index.ts";
import { Button, counted, Dialog, Field, Problem, TextArea, TextInput } from "../ui/index.ts";
import { labelNames } from "./label-names.ts";

/** A new project in one dialog: name, labels pasted one a line. */
export function NewProject({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [pasted, paste] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const labels = labelNames(pasted);
  const make = useMutation({
    mutationFn: () => server.createProject({ name: name.trim(), task: "classify", labels: [...labels] }),
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
    <Dialog title="New project" about="Texts are put into one of your labels." onClose={onClose}>
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
        <Field
          label="Labels, one a line"
          hint={labels.length > 0 ? counted(labels.length, "label") : "More can be added while labelling."}
        >
          {(id) => (
            <TextArea
              {...id}
              rows={7}
              value={pasted}
              onChange={(event) => paste(event.target.value)}
              placeholder={"refund\ndelivery late\nbroken item"}
            />
          )}
        </Field>
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
