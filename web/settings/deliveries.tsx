import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { server, useFilters, useProjectId } from "../frame/index.ts";
import {
  Ago,
  Button,
  Choice,
  count,
  Empty,
  milliseconds,
  moment,
  notify,
  Pill,
  Problem,
  Skeleton,
  Table,
} from "../ui/index.ts";
import { type Delivery, deliveriesQuery, type Webhook } from "./webhook-queries.ts";
import { outcomeOf } from "./webhook-words.ts";

const states = [
  ["", "All"],
  ["waiting", "Waiting"],
  ["delivered", "Delivered"],
  ["failed", "Failed"],
] as const;

/** What a webhook was told, newest first, and how each piece of news fared. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const project = useProjectId();
  const navigate = useNavigate();
  const filters = useFilters();
  const state = states.find(([name]) => name === filters.state)?.[0] ?? "";
  const query = deliveriesQuery({ project, webhook: webhook.id, state: state === "" ? undefined : state });
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(query);
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const show = (next: string) =>
    navigate({
      to: "/p/$project/settings/webhooks/$webhook",
      params: { project, webhook: webhook.id },
      search: next === "" ? {} : { state: next },
    });
  return (
    <section aria-labelledby="log" className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="log">What it was told</h2>
        <Choice name="Which deliveries" value={state} options={states} onChoose={show} />
      </div>
      <Problem error={error} />
      {!data && !error && <Skeleton rows={4} height={30} />}
      {data && rows.length === 0 && (
        <Empty title={state === "" ? "It was told nothing yet" : "None of these"}>
          {state === "" && "Send a test to see whether your server answers."}
        </Empty>
      )}
      {rows.length > 0 && (
        <Table
          name="Deliveries"
          columns={[
            { name: "What" },
            { name: "State" },
            { name: "Last answer" },
            { name: "Attempts", align: "right" },
            { name: "Took", align: "right" },
            { name: "When", align: "right" },
            { name: "Send again", align: "right" },
          ]}
        >
          {rows.map((row) => (
            <Row key={row.id} row={row} webhook={webhook} />
          ))}
        </Table>
      )}
      {hasNextPage && (
        <div>
          <Button onClick={() => fetchNextPage()}>Earlier</Button>
        </div>
      )}
      <p className="text-[13px] text-faint">Kept for 30 days, and always the newest 100.</p>
    </section>
  );
}

function Row({ row, webhook }: { row: Delivery; webhook: Webhook }) {
  const project = useProjectId();
  const client = useQueryClient();
  const outcome = outcomeOf(row);
  const replay = useMutation({
    mutationFn: () => server.replayDelivery({ project, webhook: webhook.id, delivery: row.id }),
    onSuccess() {
      notify("It is sent again, under the same id.");
      return client.invalidateQueries({ queryKey: ["deliveries", project, webhook.id] });
    },
  });
  const mayReplay = row.state !== "waiting" && (webhook.active || row.type === "test");
  return (
    <tr>
      <td className="min-w-52">
        <details>
          <summary className="cursor-pointer font-mono text-[13px]">{row.type}</summary>
          <dl className="mt-1.5 grid gap-1 text-[13px] text-soft">
            <Fact name="webhook-id">{row.id}</Fact>
            <Fact name="data">{JSON.stringify(row.data)}</Fact>
            {row.answer && <Fact name="answer">{row.answer}</Fact>}
          </dl>
        </details>
      </td>
      <td className="whitespace-nowrap" title={row.nextAt && moment(row.nextAt)}>
        <Pill tone={outcome.tone}>{outcome.words}</Pill>
      </td>
      <td className="max-w-[40ch] break-words text-[13px] text-soft">{row.error ?? row.status ?? ""}</td>
      <td className="num text-right text-soft">{count(row.attempts)}</td>
      <td className="num whitespace-nowrap text-right text-soft">
        {row.milliseconds === undefined ? "" : milliseconds(row.milliseconds)}
      </td>
      <td className="text-right text-soft">
        <Ago at={row.at} />
      </td>
      <td className="text-right">
        {mayReplay && (
          <Button
            onClick={() => replay.mutate()}
            disabled={replay.isPending}
            aria-label={`Send ${row.type} of ${moment(row.at)} again`}
          >
            Again
          </Button>
        )}
      </td>
    </tr>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div className="grid grid-cols-[80px_minmax(0,1fr)] gap-2">
      <dt className="text-faint">{name}</dt>
      <dd className="break-all font-mono text-[12px] text-ink">{children}</dd>
    </div>
  );
}
