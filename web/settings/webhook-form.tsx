import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { server, useProjectId, wrongWith } from "../frame/index.ts";
import { Button, Code, CopyButton, Dialog, Field, notify, Problem, TextInput } from "../ui/index.ts";
import type { Webhook } from "./webhook-queries.ts";
import { eventWords, type ToldEvent } from "./webhook-words.ts";

const usual: readonly ToldEvent[] = ["version.promoted", "endpoint.deployed", "alert.opened"];
const all = Object.keys(eventWords) as readonly ToldEvent[];

/** Makes a webhook, and shows its secret this once; or changes where one sends and what it is told. */
export function WebhookForm({ webhook, onClose }: { webhook?: Webhook; onClose: () => void }) {
  const project = useProjectId();
  const client = useQueryClient();
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [chosen, choose] = useState<readonly ToldEvent[]>((webhook?.events as ToldEvent[] | undefined) ?? usual);
  const save = useMutation({
    async mutationFn() {
      const given = { project, url, events: all.filter((one) => chosen.includes(one)) };
      if (!webhook) return (await server.createWebhook(given)).secret;
      await server.changeWebhook({ ...given, webhook: webhook.id });
      return undefined;
    },
    meta: { shown: "here" },
    async onSuccess(secret) {
      await client.invalidateQueries({ queryKey: ["webhooks", project] });
      if (secret !== undefined) return;
      notify("Saved.");
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  if (save.data !== undefined) return <NewSecret secret={save.data} onClose={onClose} />;
  return (
    <Dialog
      title={webhook ? "Change the webhook" : "New webhook"}
      about={webhook ? undefined : "An address of yours that is told by a signed POST what happens in this project."}
      wide="wide"
      onClose={onClose}
    >
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label="Address"
          hint="Addresses of a private network need HANDLOOM_OUTBOUND_PRIVATE on the server."
          wrong={wrongWith(save.error, "url")}
        >
          {(id) => (
            <TextInput
              {...id}
              type="url"
              value={url}
              onChange={(event) => setUrl(event.target.value)}
              required
              maxLength={2000}
              placeholder="https://example.org/handloom"
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <Events chosen={chosen} onChoose={choose} />
        {!wrongWith(save.error, "url") && <Problem error={save.error} />}
        <div className="flex justify-end gap-2.5">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" weight="go" disabled={save.isPending || chosen.length === 0}>
            {webhook ? "Save" : "Make the webhook"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Events({
  chosen,
  onChoose,
}: {
  chosen: readonly ToldEvent[];
  onChoose: (next: readonly ToldEvent[]) => void;
}) {
  const toggle = (event: ToldEvent) =>
    onChoose(chosen.includes(event) ? chosen.filter((one) => one !== event) : [...chosen, event]);
  return (
    <fieldset className="grid gap-0.5">
      <legend className="mb-1 font-[560] text-[14px]">It is told when</legend>
      {all.map((event) => (
        <label key={event} className="flex min-h-8 items-center gap-2.5 text-[14px] leading-snug max-sm:min-h-11">
          <input
            type="checkbox"
            checked={chosen.includes(event)}
            onChange={() => toggle(event)}
            className="size-4 shrink-0 accent-indigo"
          />
          <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4">
            {eventWords[event]} <span className="font-mono text-[12px] text-faint">{event}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function NewSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog
      title="Copy the secret now"
      about="It is shown only this once. Your server verifies with it that what comes is from here."
      onClose={onClose}
    >
      <Code className="!overflow-visible whitespace-pre-wrap break-all">{secret}</Code>
      <div className="mt-4 flex justify-end gap-2.5">
        <Button onClick={onClose}>I have it</Button>
        <CopyButton text={secret} label="Copy the secret" />
      </div>
    </Dialog>
  );
}
