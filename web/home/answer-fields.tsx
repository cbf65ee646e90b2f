import { Choice, counted, Field, Select, TextArea, TextInput } from "../ui/index.ts";
import { labelNames } from "./label-names.ts";

/** What a new question asks for, as it is being written. */
export interface Asked {
  readonly kind: "choice" | "rating";
  /** Labels, one a line. */
  readonly pasted: string;
  readonly levels: number;
  readonly lowest: string;
  readonly highest: string;
}

/** A question of which nothing is written yet. */
export const nothingAsked: Asked = { kind: "choice", pasted: "", levels: 5, lowest: "", highest: "" };

/** What is sent of it. */
export function askedOf({ kind, pasted, levels, lowest, highest }: Asked) {
  if (kind === "choice") return { kind, labels: [...labelNames(pasted)] };
  const ends = { ...(lowest.trim() && { lowest: lowest.trim() }), ...(highest.trim() && { highest: highest.trim() }) };
  return { kind, settings: { levels, ...ends } };
}

const kinds = [
  ["choice", "One label"],
  ["rating", "A rating"],
] as const;

/** What may be answered to a new question: labels, or a number of levels with what its ends mean. */
export function AnswerFields({ asked, onChange }: { asked: Asked; onChange: (next: Asked) => void }) {
  const labels = labelNames(asked.pasted);
  return (
    <>
      <div className="flex">
        <Choice
          name="What is answered"
          value={asked.kind}
          options={kinds}
          onChoose={(kind) => onChange({ ...asked, kind })}
        />
      </div>
      {asked.kind === "choice" ? (
        <Field
          label="Labels, one a line"
          hint={labels.length > 0 ? counted(labels.length, "label") : "More can be added while labelling."}
        >
          {(id) => (
            <TextArea
              {...id}
              rows={7}
              value={asked.pasted}
              onChange={(event) => onChange({ ...asked, pasted: event.target.value })}
              placeholder={"refund\ndelivery late\nbroken item"}
            />
          )}
        </Field>
      ) : (
        <>
          <Field label="Levels" hint="How many cannot be changed later.">
            {(id) => (
              <Select
                {...id}
                value={asked.levels}
                onChange={(event) => onChange({ ...asked, levels: Number(event.target.value) })}
              >
                {[2, 3, 4, 5, 6, 7, 8, 9, 10].map((levels) => (
                  <option key={levels} value={levels}>
                    1 to {levels}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="What 1 means">
              {(id) => (
                <TextInput
                  {...id}
                  dir="auto"
                  value={asked.lowest}
                  onChange={(event) => onChange({ ...asked, lowest: event.target.value })}
                  maxLength={80}
                  placeholder="can wait"
                />
              )}
            </Field>
            <Field label={`What ${asked.levels} means`}>
              {(id) => (
                <TextInput
                  {...id}
                  dir="auto"
                  value={asked.highest}
                  onChange={(event) => onChange({ ...asked, highest: event.target.value })}
                  maxLength={80}
                  placeholder="at once"
                />
              )}
            </Field>
          </div>
        </>
      )}
    </>
  );
}
