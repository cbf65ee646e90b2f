import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { projectsQuery, type Role, server } from "../frame/index.ts";
import { Button, Code, CopyButton, Dialog, Field, moment, Problem, Select, TextInput } from "../ui/index.ts";
import { roleNames } from "./roles.ts";

/** Makes a link that gives a role, to be copied to a colleague; it is shown this once. */
export function Invite({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const projects = useQuery(projectsQuery).data?.rows ?? [];
  const [role, setRole] = useState<Role>("annotator");
  const [project, setProject] = useState("");
  const [note, setNote] = useState("");
  const make = useMutation({
    mutationFn: () => server.invite({ role, note, project: project || undefined }),
    meta: { shown: "here" },
    onSuccess: () => client.invalidateQueries({ queryKey: ["invitations"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  if (make.data)
    return (
      <Dialog
        title="Send this link to your colleague"
        about={`It works once, until ${moment(make.data.expiresAt)}, and is shown only now.`}
        onClose={onClose}
      >
        <Code className="!overflow-visible whitespace-pre-wrap break-all">{make.data.link}</Code>
        <div className="mt-4 flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <CopyButton text={make.data.link} label="Copy the link" />
        </div>
      </Dialog>
    );
  return (
    <Dialog title="Invite a colleague" about="By a link that you send them yourself." onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label="Role">
          {(id) => (
            <Select {...id} value={role} onChange={(event) => setRole(event.target.value as Role)}>
              {roleNames.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Where">
          {(id) => (
            <Select {...id} value={project} onChange={(event) => setProject(event.target.value)}>
              <option value="">everywhere</option>
              {projects.map((one) => (
                <option key={one.id} value={one.id}>
                  only in {one.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Note" hint="So that you know later whom it was for.">
          {(id) => <TextInput {...id} value={note} onChange={(event) => setNote(event.target.value)} maxLength={200} />}
        </Field>
        <Problem error={make.error} />
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" weight="go" disabled={make.isPending}>
            Make the link
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
