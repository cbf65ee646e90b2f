import { useQuery } from "@tanstack/react-query";
import { useProjectId, useQuestion } from "../frame/index.ts";
import { Ago, count, Empty, Problem, Skeleton, Table } from "../ui/index.ts";
import { CollectFrame } from "./collect-frame.tsx";
import { snapshotsQuery } from "./queries.ts";

/** What exactly was trained on? Frozen states of items and labels, each with its hash. */
export function SnapshotsScreen() {
  const project = useProjectId();
  const { isOneOfMany, questionName } = useQuestion();
  const { data, error } = useQuery(snapshotsQuery(project));
  return (
    <CollectFrame view="snapshots" title="Snapshots">
      <Problem error={error} />
      {!data && !error && <Skeleton rows={3} height={30} />}
      {data?.rows.length === 0 && (
        <Empty title="Nothing is frozen yet">
          Every training freezes the items and labels it learns from, so that it can be told later what a model has
          seen.
        </Empty>
      )}
      {data && data.rows.length > 0 && (
        <Table
          name="Snapshots"
          columns={[
            { name: "Hash" },
            ...(isOneOfMany ? [{ name: "Question" }] : []),
            { name: "Items", align: "right" },
            { name: "Labelled", align: "right" },
            { name: "When", align: "right" },
          ]}
        >
          {data.rows.map((row) => (
            <tr key={row.id} className="num">
              <td className="font-mono text-[13px]" title={row.hash}>
                {row.hash.slice(0, 12)}
              </td>
              {isOneOfMany && (
                <td className="max-w-[28ch] truncate" dir="auto">
                  {questionName(row.question)}
                </td>
              )}
              <td className="text-right">{count(row.items)}</td>
              <td className="text-right">{count(row.labelled)}</td>
              <td className="text-right text-soft">
                <Ago at={row.createdAt} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </CollectFrame>
  );
}
