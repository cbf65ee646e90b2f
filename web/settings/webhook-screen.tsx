import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { server, useNameOf, useParam, useProject, useProjectId } from "../frame/index.ts";
import {
  Ago,
  Button,
  Dialog,
  Empty,
  Menu,
  MenuItem,
  MenuLine,
  moment,
  notify,
  Page,
  Pill,
  Problem,
  Skeleton,
  TextLink,
  useKeys,
} from "../ui/index.ts";
import { Deliveries } from "./deliveries.tsx";
import { WebhookForm } from "./webhook-form.tsx";
import { type Webhook, webhooksQuery } from "./webhook-queries.ts";
import { partsOf, standingOf } from "./webhook-words.ts";

/** Does it get through? One webhook: how it stands, what it was told, and how that went. */
export function WebhookScreen() {
  const projectId = useProjectId();
  const { project } = useProject();
  const id = useParam("webhook");
  const { data, error } = useQuery(webhooksQuery(projectId));
  const webhook = data?.rows.find((one) => one.id === id);
  return (
    <Page
      eyebrow={
        <>
          {project?.name} ·{" "}
          <TextLink to="/p/$project/settings/webhooks" params={{ project: projectId }}>
            Webhooks
          </TextLink>
        </>
      }
      title={webhook ? partsOf(webhook.url).host : "Webhook"}
      actions={webhook && <Actions webhook={webhook} />}
    >
      <Problem error={error} />
      {!data && !error && <Skeleton rows={4} height={30} />}
      {data && !webhook && <Empty title="This webhook is not there any more" />}
      {webhook && (
        <div className="grid gap-4">
          <Standing webhook={webhook} />
          <Deliveries webhook={webhook} />
        </div>
      )}
    </Page>
  );
}

function Standing({ webhook }: { webhook: Webhook }) {
  const nameOf = useNameOf();
  const standing = standingOf(webhook);
  return (
    <div className="grid gap-2 text-[14px]">
      <p className="break-all font-mono text-[13px] text-soft">{webhook.url}</p>
      <p>
        <Pill tone={standing.tone}>{standing.words}</Pill>{" "}
        {webhook.failingSince && (
          <>Nothing got through since {moment(webhook.failingSince)}. After a day it is switched off.</>
        )}
        {webhook.off}
      </p>
      <p className="text-soft">
        Is told of {webhook.events.join(", ")}. Made by {nameOf(webhook.madeBy)}, <Ago at={webhook.madeAt} />.
      </p>
    </div>
  );
}

function Actions({ webhook }: { webhook: Webhook }) {
  const project = useProjectId();
  const client = useQueryClient();
  const [opened, open] = useState<"change" | "remove">();
  const named = { project, webhook: webhook.id };
  const again = () =>
    client.invalidateQueries({ predicate: ({ queryKey }) => /^(webhooks|deliveries)$/.test(String(queryKey[0])) });
  const test = useMutation({
    mutationFn: () => server.testWebhook(named),
    onSuccess() {
      notify("The test is on its way; the log says how it goes.");
      return again();
    },
  });
  const turn = useMutation({
    mutationFn: (active: boolean) => server.changeWebhook({ ...named, active }),
    onSuccess({ active }) {
      notify(active ? "It is on: what happens from now on is told." : "It is off: nothing more is sent.");
      return again();
    },
  });
  const send = () => test.mutate();
  useKeys("Webhook", [
    { key: "t", does: "Send a test", run: send },
    { key: "c", does: "Change the webhook", run: () => open("change") },
  ]);
  return (
    <>
      <Menu
        trigger={
          <Button weight="quiet" aria-label="More about this webhook">
            ⋯
          </Button>
        }
      >
        <MenuItem onSelect={() => open("change")}>Change address and events</MenuItem>
        <MenuItem onSelect={() => turn.mutate(!webhook.active)}>
          {webhook.active ? "Switch it off" : "Switch it on"}
        </MenuItem>
        <MenuLine />
        <MenuItem danger="danger" onSelect={() => open("remove")}>
          Remove it
        </MenuItem>
      </Menu>
      {!webhook.active && (
        <Button onClick={() => turn.mutate(true)} disabled={turn.isPending}>
          Switch it on
        </Button>
      )}
      <Button weight="go" hotkey="T" onClick={send} disabled={test.isPending}>
        Send a test
      </Button>
      {opened === "change" && <WebhookForm webhook={webhook} onClose={() => open(undefined)} />}
      {opened === "remove" && <Remove webhook={webhook} onClose={() => open(undefined)} />}
    </>
  );
}

function Remove({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const project = useProjectId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => server.removeWebhook({ project, webhook: webhook.id }),
    meta: { shown: "here" },
    async onSuccess() {
      await navigate({ to: "/p/$project/settings/webhooks", params: { project } });
      await client.invalidateQueries({ queryKey: ["webhooks", project] });
      notify("The webhook is removed.");
    },
  });
  return (
    <Dialog
      title="Remove this webhook?"
      about="Its log goes with it, and what waits is not sent. Its secret signs nothing more."
      onClose={onClose}
    >
      <Problem error={remove.error} />
      <div className="flex justify-end gap-2.5">
        <Button onClick={onClose}>Keep it</Button>
        <Button weight="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
          Remove it
        </Button>
      </div>
    </Dialog>
  );
}
