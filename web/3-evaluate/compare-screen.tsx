import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Returned, useFilters, useProjectId } from "../frame/index.ts";
import { Amount, Card, count, Empty, Estimate, Figure, Page, Pill, Problem, Skeleton, Table } from "../ui/index.ts";
import { comparisonQuery } from "./queries.ts";

type Comparison = Returned<"compareEvaluations">;

const versionOf = (side: Comparison["a"]): string =>
  side.version === undefined ? "not registered" : `v${side.version}`;
const signed = (share: number): string => `${share >= 0 ? "+" : "−"}${Math.abs(share * 100).toFixed(1)}`;

const signedLevels = (levels: number): string => `${levels >= 0 ? "+" : "−"}${Math.abs(levels).toFixed(2)}`;

/** Which is better? Two versions on the same items: the difference with its interval, and the items that changed. */
export function CompareScreen() {
  const project = useProjectId();
  const { a = "", b = "" } = useFilters();
  const { data, error } = useQuery(comparisonQuery({ project, evaluation: a, other: b }));
  return (
    <Page
      eyebrow={
        <Link to="/p/$project/evaluate" params={{ project }} className="hover:underline">
          Measurements
        </Link>
      }
      title={data ? `${versionOf(data.a)} and ${versionOf(data.b)}` : "Comparison"}
    >
      <Problem error={error} />
      {(a === "" || b === "") && (
        <Empty title="Two measurements are needed">Tick two in the list and compare them.</Empty>
      )}
      {!data && !error && a && b && <Skeleton rows={5} height={40} />}
      {data && <Compared of={data} />}
    </Page>
  );
}

function Compared({ of }: { of: Comparison }) {
  return (
    <div className="grid gap-4">
      <Card>
        <p className="max-w-[72ch] text-pretty text-[19px] leading-snug">{of.sentence}</p>
        <div className="mt-4 flex flex-wrap gap-x-10 gap-y-3">
          {!of.tooFew && of.error && (
            <>
              <Figure
                value={`${signedLevels(of.error.difference.value)} levels`}
                name={`of error, likely ${signedLevels(of.error.difference.low)} to ${signedLevels(of.error.difference.high)}`}
                title="Below 0 the second is nearer to the truth"
              />
              <Figure
                value={of.error.p < 0.001 ? "< 0.001" : of.error.p.toFixed(3)}
                name="p, exact test of random signs"
                title="How often chance alone would give a difference like this"
              />
            </>
          )}
          {!of.tooFew && (
            <>
              <Figure
                value={`${signed(of.difference.value)} points`}
                name={`likely ${signed(of.difference.low)} to ${signed(of.difference.high)}`}
              />
              <Figure
                value={of.p < 0.001 ? "< 0.001" : of.p.toFixed(3)}
                name="p, exact McNemar test"
                title="How often chance alone would give a difference like this"
              />
            </>
          )}
          <Figure value={count(of.onlyA)} name={`only ${versionOf(of.a)} has right`} />
          <Figure value={count(of.onlyB)} name={`only ${versionOf(of.b)} has right`} />
          <Figure value={count(of.items)} name="items in common" />
        </div>
        <div className="mt-4 flex flex-wrap gap-x-10 gap-y-2 text-[14px]">
          {[
            { ...of.a, error: of.error?.a },
            { ...of.b, error: of.error?.b },
          ].map((side) => (
            <span key={side.evaluation}>
              <Pill tone="ours">{versionOf(side)}</Pill>{" "}
              {side.error && !of.tooFew && (
                <>
                  <Amount of={side.error} unit="levels off" items={of.items} tooFew={of.tooFew} />
                  {"; exactly right in "}
                </>
              )}
              <Estimate of={side.accuracy} items={of.items} tooFew={of.tooFew} />
            </span>
          ))}
        </div>
      </Card>
      <Card title="Items that changed" aside={of.changed.length > 0 ? `${of.changed.length} shown` : undefined}>
        {of.changed.length === 0 ? <Empty title="They answer alike on every item" /> : <Changed of={of} />}
      </Card>
    </div>
  );
}

function Changed({ of }: { of: Comparison }) {
  const project = useProjectId();
  const tone = (row: Comparison["changed"][number], said: string) => (said === row.actual ? "fine" : "broken");
  return (
    <Table
      name="Items that changed"
      columns={[{ name: "Item" }, { name: "Is" }, { name: versionOf(of.a) }, { name: `${versionOf(of.b)} ` }]}
    >
      {of.changed.map((row) => (
        <tr key={row.item}>
          <td className="min-w-[28ch] max-w-[56ch]">
            <Link
              to="/p/$project/items/$item"
              params={{ project, item: row.item }}
              className="line-clamp-2 break-words hover:underline"
              dir="auto"
            >
              {row.text}
            </Link>
          </td>
          <td>
            <span dir="auto">{row.actual}</span>
          </td>
          <td>
            <Pill tone={tone(row, row.a)}>{row.a}</Pill>
          </td>
          <td>
            <Pill tone={tone(row, row.b)}>{row.b}</Pill>
          </td>
        </tr>
      ))}
    </Table>
  );
}
