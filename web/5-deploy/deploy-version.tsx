import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type Returned, server, useProjectId, useQuestion, versionsQuery, wrongWith } from "../frame/index.ts";
import {
  Button,
  counted,
  Dialog,
  Field,
  levelsWithDoubt,
  notify,
  Problem,
  Select,
  TextInput,
  withDoubt,
} from "../ui/index.ts";

function headline({ accuracy, meanAbsoluteError }: Returned<"readVersion">["metrics"]): string {
  if (meanAbsoluteError) return ` · ${levelsWithDoubt(meanAbsoluteError)} off`;
  return accuracy ? ` · ${withDoubt(accuracy)}` : "";
}

/** Makes an endpoint serve a version: a new one under a name, or one that is there already. */
export function DeployVersion({
  version,
  endpoint,
  question,
  onClose,
}: {
  version?: string;
  endpoint?: string;
  /** The id of the question that the endpoint answers. */
  question?: string;
  onClose: () => void;
}) {
  const project = useProjectId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { isOneOfMany, questionName } = useQuestion();
  const versions = useQuery(versionsQuery(project, question)).data?.rows ?? [];
  const [name, setName] = useState(endpoint ?? "");
  const [chosen, choose] = useState<string>();
  const [reason, setReason] = useState("");
  const value =
    chosen ?? (versions.some((one) => String(one.number) === version) ? version : String(versions[0]?.number ?? ""));
  const deploy = useMutation({
    mutationFn: () => server.deployVersion({ project, name, version: Number(value), reason }),
    meta: { shown: "here" },
    async onSuccess({ servers, late }) {
      notify(`${name} serves v${value}: ${counted(servers, "server")} confirmed${late > 0 ? `, ${late} late` : ""}.`);
      await client.invalidateQueries({
        predicate: ({ queryKey }) => ["endpoints", "endpoint", "overview", "monitor"].includes(String(queryKey[0])),
      });
      onClose();
      if (endpoint === undefined)
        void navigate({ to: "/p/$project/deploy/$endpoint", params: { project, endpoint: name } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    deploy.mutate();
  };
  return (
    <Dialog
      title={endpoint ? `Switch ${endpoint}` : "New endpoint"}
      about="It answers with the new version once every server has loaded it; until then the old one answers."
      onClose={onClose}
    >
      <form onSubmit={submit} className="grid gap-4">
        {endpoint === undefined && (
          <Field
            label="Name"
            hint="Part of its address: lower-case letters, digits and -."
            wrong={wrongWith(deploy.error, "name")}
          >
            {(id) => (
              <TextInput
                {...id}
                value={name}
                onChange={(event) => setName(event.target.value)}
                required
                pattern="[a-z0-9][a-z0-9\-]*"
                maxLength={63}
                placeholder="support-live"
                autoComplete="off"
              />
            )}
          </Field>
        )}
        <Field label="Version" wrong={wrongWith(deploy.error, "version")}>
          {(id) => (
            <Select {...id} value={value} onChange={(event) => choose(event.target.value)}>
              {versions.map((one) => (
                <option key={one.id} value={one.number}>
                  v{one.number}
                  {one.aliases.length > 0 && ` (${one.aliases.join(", ")})`}
                  {isOneOfMany && question === undefined && ` · ${questionName(one.question)}`}
                  {!one.tooFew && headline(one.metrics)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Reason">
          {(id) => (
            <TextInput {...id} value={reason} onChange={(event) => setReason(event.target.value)} maxLength={2000} />
          )}
        </Field>
        {!(endpoint === undefined && wrongWith(deploy.error, "name")) && !wrongWith(deploy.error, "version") && (
          <Problem error={deploy.error} />
        )}
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" weight="go" disabled={deploy.isPending || value === "" || name === ""}>
            {endpoint ? "Switch" : "Deploy"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
