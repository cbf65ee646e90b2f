import type { Returned } from "../frame/index.ts";
import { Card, Field, Select } from "../ui/index.ts";

/** How a file is read, as its preview tells it. */
export type Reading = Returned<"uploadImport">["reading"];

const encodings = [
  ["utf-8", "UTF-8"],
  ["windows-1252", "Windows-1252 (Western European)"],
  ["utf-16le", "UTF-16"],
  ["utf-16be", "UTF-16, big-endian"],
] as const;
const delimiters = [
  [",", "commas"],
  [";", "semicolons"],
  ["tab", "tabs"],
  ["|", "bars"],
  ["none", "nothing, one column"],
] as const;
const quotes = [
  ["double", "enclose cells"],
  ["none", "are characters"],
] as const;
const headers = [
  ["yes", "names the columns"],
  ["no", "is an item"],
] as const;

/** How was it read? What was found out by looking at the file, to be corrected where it is wrong. */
export function ReadingOptions({ reading, onChange }: { reading: Reading; onChange: (change: Reading) => void }) {
  return (
    <Card title="How it was read" aside="found out by looking at the file; the first rows below follow">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Choice
          label="Encoding"
          value={reading.encoding}
          options={encodings}
          onChange={(encoding) => onChange({ encoding })}
        />
        {reading.delimiter && (
          <>
            <Choice
              label="Between cells"
              value={reading.delimiter}
              options={delimiters}
              onChange={(delimiter) => onChange({ delimiter })}
            />
            <Choice
              label="Quotation marks"
              value={reading.quote}
              options={quotes}
              onChange={(quote) => onChange({ quote })}
            />
            <Choice
              label="The first row"
              value={reading.header}
              options={headers}
              onChange={(header) => onChange({ header })}
            />
          </>
        )}
      </div>
    </Card>
  );
}

function Choice<Value extends string>(given: {
  label: string;
  value: Value | undefined;
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
}) {
  return (
    <Field label={given.label}>
      {(id) => (
        <Select {...id} value={given.value ?? ""} onChange={(event) => given.onChange(event.target.value as Value)}>
          {given.options.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
