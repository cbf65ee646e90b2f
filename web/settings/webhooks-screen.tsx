import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMay, useProjectId } from "../frame/index.ts";
import { Ago, Button, Empty, Pill, Problem, Skeleton, Table, useKeys } from "../ui/index.ts";
import { ProjectFrame } from "./project-frame.tsx";
import { WebhookForm } from "./webhook-form.tsx";
import { type Webhook, webhooksQuery } from "./webhook-queries.ts";
import { partsOf, standingOf } from "./webhook-words.ts";

/** Who is told what happens here? The webhooks of a project, and how each stands. */
export function WebhooksScreen() {
  const project = useProjectId();
  const may = useMay();
  const { data, error } = useQuery({ ...webhooksQuery(project), enabled: may("admin") });
  const [isMaking, setMaking] = useState(false);
  useKeys("Webhooks", may("admin") ? [{ key: "n", does: "New webhook", run: () => setMaking(true) }] : []);
  const make = (
    <Button weight="go" hotkey="N" onClick={() => setMaking(true)}>
      New webhook
    </Button>
  );
  return (
    <ProjectFrame view="webhooks" action={may("admin") && make}>
      <Problem error={error} />
      {!may("admin") && <Empty title="Webhooks are for admins of this project" />}
      {may("admin") && !data && !error && <Skeleton rows={3} height={30} />}
      {data?.rows.length === 0 && (
        <Empty title="Nobody is told yet">
          A webhook tells a server of yours what happens here: that a version was promoted, an alert has opened, an
          import has ended. Each call is signed, and tried again for a day where it fails.
        </Empty>
      )}
      {data && data.rows.length > 0 && (
        <Table
          name="Webhooks"
          columns={[{ name: "Address" }, { name: "State" }, { name: "Is told of" }, { name: "Made", align: "right" }]}
        >
          {data.rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </Table>
      )}
      {isMaking && <WebhookForm onClose={() => setMaking(false)} />}
    </ProjectFrame>
  );
}

function Row({ row }: { row: Webhook }) {
  const project = useProjectId();
  const standing = standingOf(row);
  const { host, rest } = partsOf(row.url);
  return (
    <tr>
      <td className="min-w-52 max-w-[44ch] break-all">
        <Link
          to="/p/$project/settings/webhooks/$webhook"
          params={{ project, webhook: row.id }}
          className="font-[560] text-indigo hover:underline"
        >
          {host}
        </Link>
        {rest && <span className="block font-mono text-[12px] text-soft">{rest}</span>}
        {row.off && <span className="block text-[13px] text-madder [word-break:normal]">{row.off}</span>}
      </td>
      <td className="whitespace-nowrap">
        <Pill tone={standing.tone}>{standing.words}</Pill>
      </td>
      <td className="min-w-44 max-w-[36ch] text-[13px] text-soft">{row.events.join(", ")}</td>
      <td className="text-right text-soft">
        <Ago at={row.madeAt} />
      </td>
    </tr>
  );
}
