import { type Returned, useQuestion } from "../frame/index.ts";
import { Card, percent } from "../ui/index.ts";

type Share = Returned<"readMonitor">["shares"][number];

/** On how many answers the shares rest: now, and when the version was tested. */
export interface Weights {
  readonly now: number;
  readonly reference: number;
}

const shown = 16;

/** The labels worth showing, the most answered first; those that moved by more than chance explains are marked. */
export function shownShares(shares: readonly Share[], weights: Weights): readonly (Share & { moved: boolean })[] {
  const byWeight = [...shares].sort((a, b) => Math.max(b.now, b.reference) - Math.max(a.now, a.reference));
  const kept = byWeight.slice(0, shown).sort((a, b) => b.now - a.now);
  return kept.map((share) => ({ ...share, moved: hasMoved(share, weights) }));
}

/** Whether two shares differ by at least three points and three standard errors of their difference (pooled). */
function hasMoved({ now, reference }: Share, weights: Weights): boolean {
  const all = Math.max(1, weights.now) + Math.max(1, weights.reference);
  const pooled = (now * weights.now + reference * weights.reference) / all;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / Math.max(1, weights.now) + 1 / Math.max(1, weights.reference)));
  return Math.abs(now - reference) >= Math.max(0.03, 3 * error);
}

/** How often each label is answered: bars for now, marks for the profile. */
export function Shares({ of }: { of: Returned<"readMonitor"> }) {
  const { questions } = useQuestion();
  const isRating = questions.find((one) => one.id === of.question)?.kind === "rating";
  const found = shownShares(of.shares, { now: of.now.requests, reference: of.reference?.items ?? 0 });
  const rows = isRating ? found.toSorted((one, other) => Number(one.label) - Number(other.label)) : found;
  const top = Math.max(0.01, ...rows.flatMap((row) => [row.now, row.reference])) * 1.04;
  const width = (share: number) => `${(share / top) * 100}%`;
  return (
    <Card
      title={`Share of each ${isRating ? "level" : "label"}`}
      aside={`bar: now · mark: when v${of.version} was tested`}
    >
      <ul className="grid gap-2">
        {rows.map((row) => (
          <li
            key={row.label}
            className="grid grid-cols-[minmax(0,120px)_1fr_48px] items-center gap-3 text-[13px] sm:grid-cols-[minmax(0,220px)_1fr_52px]"
            title={`now ${percent(row.now, 1)}, when tested ${percent(row.reference, 1)}`}
          >
            <span className="truncate" dir="auto">
              {row.name}
            </span>
            <span aria-hidden="true" className="relative h-2.5 rounded bg-sunk">
              <span
                className={`absolute inset-y-0 left-0 rounded ${row.moved ? "bg-weld" : "bg-indigo"}`}
                style={{ width: width(row.now) }}
              />
              <span className="absolute -top-[3px] h-4 w-0.5 bg-ink" style={{ left: width(row.reference) }} />
            </span>
            <span className="num text-right text-soft">{percent(row.now)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
