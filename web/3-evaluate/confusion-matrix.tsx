import type { Returned } from "../frame/index.ts";
import { count, joinClasses, Scroll } from "../ui/index.ts";
import { type Cell, matrixOf } from "./matrix.ts";

interface Given {
  readonly of: Returned<"readEvaluation">;
  readonly chosen: { actual: string; predicted: string } | undefined;
  readonly onOpen: (cell: { actual: string; predicted: string }) => void;
}

/** Which label was taken for which: rows are what it was, columns what the model said. */
export function ConfusionMatrix({ of, chosen, onOpen }: Given) {
  const { labels, rows, hidden } = matrixOf(of);
  // Names that fit above their columns stand upright.
  const isShort = labels.every((label) => label.name.length <= 2);
  const name = (id: string) => labels.find((label) => label.id === id)?.name ?? id;
  return (
    <div className="min-w-0">
      <Scroll name="Confusion matrix" className="overflow-x-auto">
        <table className="num border-separate border-spacing-0.5 text-[12px]">
          <thead>
            <tr>
              <td className="min-w-32 pr-2 text-right align-bottom text-faint">was ↓ said →</td>
              {labels.map((label) => (
                <th
                  key={label.id}
                  scope="col"
                  className={joinClasses("max-w-9 p-0 align-bottom font-normal", isShort ? "h-6" : "h-28")}
                >
                  <span
                    className={joinClasses(
                      "inline-block text-soft",
                      !isShort && "max-h-28 truncate text-left [writing-mode:vertical-rl] [transform:rotate(180deg)]",
                    )}
                    title={label.name}
                  >
                    {label.name}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells, at) => (
              <tr key={labels[at]?.id}>
                <th
                  scope="row"
                  className="max-w-44 truncate pr-2 text-right font-normal text-soft"
                  title={labels[at]?.name}
                >
                  {labels[at]?.name}
                </th>
                {cells.map((cell) => (
                  <td key={cell.predicted} className="p-0">
                    <CellButton
                      cell={cell}
                      isChosen={chosen?.actual === cell.actual && chosen.predicted === cell.predicted}
                      name={`${name(cell.actual)} taken for ${name(cell.predicted)}: ${cell.items}`}
                      onOpen={onOpen}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {hidden > 0 && (
        <p className="mt-2 text-[12px] text-faint">
          The {labels.length} labels with the most mistakes; {count(hidden)} others are not drawn.
        </p>
      )}
    </div>
  );
}

function CellButton({
  cell,
  isChosen,
  name,
  onOpen,
}: {
  cell: Cell;
  isChosen: boolean;
  name: string;
  onOpen: Given["onOpen"];
}) {
  if (cell.items === 0) return <span className="block size-8 rounded bg-sunk/60" />;
  const isRight = cell.actual === cell.predicted;
  const strength = Math.round(12 + Math.min(1, cell.share * (isRight ? 1 : 3)) * 58);
  const colour = isRight ? "var(--indigo)" : "var(--madder)";
  return (
    <button
      type="button"
      title={name}
      aria-label={name}
      aria-pressed={isChosen}
      onClick={() => onOpen({ actual: cell.actual, predicted: cell.predicted })}
      className={joinClasses(
        "block size-8 rounded text-center hover:outline-2 hover:outline-ink",
        strength > 45 ? "text-paper" : "text-ink",
        isChosen && "outline-2 outline-ink",
      )}
      style={{ background: strength > 45 ? colour : `color-mix(in srgb, ${colour} ${strength}%, var(--cloth))` }}
    >
      {cell.items > 999 ? `${Math.round(cell.items / 1000)}k` : cell.items}
    </button>
  );
}
