import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Returned, server, wrongWith } from "../frame/index.ts";
import {
  Ago,
  Button,
  Code,
  CopyButton,
  Dialog,
  Empty,
  Field,
  moment,
  notify,
  Problem,
  Select,
  Skeleton,
  Table,
  TextInput,
  useKeys,
} from "../ui/index.ts";
import { SettingsFrame } from "./settings-frame.tsx";

type Scope = Returned<"listKeys">["rows"][number]["scopes"][number];

const keysQuery = queryOptions({ queryKey: ["keys"], queryFn: () => server.listKeys({}) });

const scopes: readonly (readonly [Scope, string])[] = [
  ["read", "read everything"],
  ["label", "label"],
  ["import", "import"],
  ["train", "train and measure"],
  ["deploy", "promote and deploy"],
  ["predict", "ask endpoints"],
  ["manage", "manage projects and people"],
];

/** Which programs may come in? One's own keys; a secret is shown once. */
export function KeysScreen() {
  const client = useQueryClient();
  const { data, error } = useQuery(keysQuery);
  const [isMaking, setMaking] = useState(false);
  const end = useMutation({
    mutationFn: (key: string) => server.deleteKey({ key }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: ["keys"] });
      notify("The key is refused from now on.");
    },
  });
  useKeys("API keys", [{ key: "n", does: "New key", run: () => setMaking(true) }]);
  const button = (
    <Button weight="go" hotkey="N" onClick={() => setMaking(true)}>
      New key
    </Button>
  );
  return (
    <SettingsFrame view="keys" action={button}>
      <Problem error={error} />
      {!data && !error && <Skeleton rows={3} height={30} />}
      {data?.rows.length === 0 && (
        <Empty title="No key yet">A key lets a program do what you may do, as far as you allow it.</Empty>
      )}
      {data && data.rows.length > 0 && (
        <Table
          name="API keys"
          columns={[
            { name: "Name" },
            { name: "Begins with" },
            { name: "May" },
            { name: "Last used", align: "right" },
            { name: "Ends", align: "right" },
            { name: "End it", align: "right" },
          ]}
        >
          {data.rows.map((row) => (
            <tr key={row.id}>
              <td dir="auto">{row.name}</td>
              <td className="font-mono text-[13px]">{row.start}…</td>
              <td className="text-[13px] text-soft">
                {row.scopes.length === scopes.length ? "everything you may" : row.scopes.join(", ")}
              </td>
              <td className="text-right text-soft">{row.lastUsedAt ? <Ago at={row.lastUsedAt} /> : "never"}</td>
              <td className="whitespace-nowrap text-right text-soft">
                {row.expiresAt ? moment(row.expiresAt) : "never"}
              </td>
              <td className="text-right">
                <Button
                  disabled={end.isPending}
                  onClick={() => end.mutate(row.id)}
                  aria-label={`End the key ${row.name}`}
                >
                  End
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {isMaking && <NewKey onClose={() => setMaking(false)} />}
    </SettingsFrame>
  );
}

function NewKey({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [chosen, choose] = useState<readonly Scope[]>(["read", "predict"]);
  const [days, setDays] = useState("365");
  const make = useMutation({
    mutationFn: () => server.createKey({ name, scopes: [...chosen], days: days ? Number(days) : undefined }),
    meta: { shown: "here" },
    onSuccess: () => client.invalidateQueries({ queryKey: ["keys"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  if (make.data)
    return (
      <Dialog title="Copy the key now" about="It is shown only this once." onClose={onClose}>
        <Code className="!overflow-visible whitespace-pre-wrap break-all">{make.data.key}</Code>
        <div className="mt-4 flex justify-end gap-2.5">
          <Button onClick={onClose}>I have it</Button>
          <CopyButton text={make.data.key} label="Copy the key" />
        </div>
      </Dialog>
    );
  const toggle = (scope: Scope) =>
    choose(chosen.includes(scope) ? chosen.filter((one) => one !== scope) : [...chosen, scope]);
  return (
    <Dialog title="New key" onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label="Name" wrong={wrongWith(make.error, "name")}>
          {(id) => (
            <TextInput
              {...id}
              value={name}
              onChange={(event) => setName(event.target.value)}
              required
              maxLength={120}
              placeholder="website"
              autoComplete="off"
            />
          )}
        </Field>
        <fieldset className="grid gap-0.5">
          <legend className="mb-1 font-[560] text-[14px]">It may</legend>
          {scopes.map(([scope, does]) => (
            <label key={scope} className="flex min-h-8 items-center gap-2.5 text-[14px] max-sm:min-h-11">
              <input
                type="checkbox"
                checked={chosen.includes(scope)}
                onChange={() => toggle(scope)}
                className="size-4 accent-indigo"
              />
              {does}
            </label>
          ))}
        </fieldset>
        <Field label="It ends">
          {(id) => (
            <Select {...id} value={days} onChange={(event) => setDays(event.target.value)}>
              <option value="30">in 30 days</option>
              <option value="365">in a year</option>
              <option value="">never</option>
            </Select>
          )}
        </Field>
        {!wrongWith(make.error, "name") && <Problem error={make.error} />}
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" weight="go" disabled={make.isPending || chosen.length === 0}>
            Make the key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
