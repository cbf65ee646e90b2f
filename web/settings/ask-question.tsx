import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { server, useProjectId, wrongWith } from "../frame/index.ts";
import { AnswerFields, type Asked, askedOf, nothingAsked } from "../home/answer-fields.tsx";
import { Button, Dialog, Field, notify, Problem, TextInput } from "../ui/index.ts";

/** Asks for another question about every item of the project. */
export function AskQuestion({ onClose }: { onClose: () => void }) {
  const project = useProjectId();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [asked, ask] = useState<Asked>(nothingAsked);
  const make = useMutation({
    mutationFn: () => server.addQuestion({ project, name: name.trim(), ...askedOf(asked) }),
    meta: { shown: "here" },
    async onSuccess(question) {
      onClose();
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === project });
      notify(`“${question.name}” is asked about every item now; those that were done are open again.`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const wrong = wrongWith(make.error, "name");
  return (
    <Dialog
      title="Ask another question"
      about="It is asked about every item of this project; each question has a model of its own."
      onClose={onClose}
    >
      <form onSubmit={submit} className="grid gap-4">
        <Field label="Name" hint="A word or two: it stands above the answers, and in exports." wrong={wrong}>
          {(id) => (
            <TextInput
              {...id}
              dir="auto"
              value={name}
              onChange={(event) => setName(event.target.value)}
              required
              maxLength={120}
              placeholder="urgency"
              autoComplete="off"
            />
          )}
        </Field>
        <AnswerFields asked={asked} onChange={ask} />
        {!wrong && <Problem error={make.error} />}
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" weight="go" disabled={make.isPending || name.trim() === ""}>
            Ask it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
