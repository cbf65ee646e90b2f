import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Returned, server, useProjectId, wrongWith } from "../frame/index.ts";
import { Button, Dialog, Field, notify, Problem, Select, TextArea, TextInput } from "../ui/index.ts";

type Version = Returned<"readVersion">;

function useAfterwards(onClose: () => void): (said: string) => void {
  const client = useQueryClient();
  return (said) => {
    void client.invalidateQueries({
      predicate: ({ queryKey }) => ["versions", "lineage", "overview"].includes(String(queryKey[0])),
    });
    notify(said);
    onClose();
  };
}

/** Approves a version and gives it an alias, with a reason. */
export function Promote({ version, onClose }: { version: Version; onClose: () => void }) {
  const project = useProjectId();
  const [alias, setAlias] = useState("champion");
  const [reason, setReason] = useState("");
  const done = useAfterwards(onClose);
  const promote = useMutation({
    mutationFn: () => server.promoteVersion({ project, version: String(version.number), alias, reason }),
    meta: { shown: "here" },
    onSuccess: () => done(`v${version.number} is now “${alias}”.`),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    promote.mutate();
  };
  return (
    <Dialog
      title={`Promote v${version.number}`}
      about="It is approved, and the alias leaves the version that has it now. Endpoints keep their version until they are switched."
      onClose={onClose}
    >
      <form onSubmit={submit} className="grid gap-4">
        <Field label="Alias" wrong={wrongWith(promote.error, "alias")}>
          {(id) => (
            <TextInput
              {...id}
              value={alias}
              onChange={(event) => setAlias(event.target.value)}
              required
              pattern="[a-z][a-z0-9_\-]*"
              maxLength={64}
            />
          )}
        </Field>
        <Field label="Reason" hint="It stays with the version.">
          {(id) => (
            <TextArea
              {...id}
              rows={3}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              placeholder="Better than v2 on the same items"
              maxLength={2000}
            />
          )}
        </Field>
        <Problem error={wrongWith(promote.error, "alias") ? undefined : promote.error} />
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" weight="go" disabled={promote.isPending}>
            Promote
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Approves or rejects a version, with a reason. */
export function Decide({ version, onClose }: { version: Version; onClose: () => void }) {
  const project = useProjectId();
  const [approval, setApproval] = useState<Version["approval"]>(
    version.approval === "approved" ? "rejected" : "approved",
  );
  const [reason, setReason] = useState("");
  const done = useAfterwards(onClose);
  const decide = useMutation({
    mutationFn: () => server.approveVersion({ project, version: String(version.number), approval, reason }),
    meta: { shown: "here" },
    onSuccess: () => done(`v${version.number} is ${approval}.`),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    decide.mutate();
  };
  return (
    <Dialog title={`Decide about v${version.number}`} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label="It is">
          {(id) => (
            <Select
              {...id}
              value={approval}
              onChange={(event) => setApproval(event.target.value as Version["approval"])}
            >
              <option value="approved">approved</option>
              <option value="rejected">rejected</option>
              <option value="pending">not decided</option>
            </Select>
          )}
        </Field>
        <Field label="Reason">
          {(id) => (
            <TextArea
              {...id}
              rows={3}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              maxLength={2000}
            />
          )}
        </Field>
        <Problem error={decide.error} />
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" weight="go" disabled={decide.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
