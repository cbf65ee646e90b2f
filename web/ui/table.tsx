import type { ReactNode } from "react";
import { Scroll } from "./scroll.tsx";

/** A table that scrolls sideways where there is little room; `columns` names them, an empty name hides its heading. */
export function Table({
  name,
  columns,
  children,
}: {
  name: string;
  columns: readonly { name: string; align?: "right"; narrow?: "hide" }[];
  children: ReactNode;
}) {
  return (
    <Scroll name={name} className="overflow-x-auto rounded-[10px] border border-line bg-cloth">
      <table className="w-full border-collapse text-[14px] [&_td]:border-line [&_td]:border-t [&_td]:px-4 [&_td]:py-2.5 [&_td]:align-baseline">
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                className={`whitespace-nowrap px-4 py-2 font-normal text-[12px] text-soft ${column.align === "right" ? "text-right" : "text-left"} ${column.narrow ? "max-sm:hidden" : ""}`}
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scroll>
  );
}

/** One of a few, side by side. */
export function Choice<Value extends string>({
  name,
  value,
  options,
  onChoose,
}: {
  name: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChoose: (value: Value) => void;
}) {
  return (
    <fieldset className="flex max-w-full overflow-x-auto rounded-lg border border-line bg-sunk p-0.5">
      <legend className="sr-only">{name}</legend>
      {options.map(([key, text]) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === value}
          onClick={() => onChoose(key)}
          className="min-h-8 max-sm:min-h-10 flex-1 whitespace-nowrap rounded-md px-3 text-[13px] text-soft aria-pressed:bg-cloth aria-pressed:text-ink aria-pressed:shadow-[0_1px_2px_#0002]"
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
