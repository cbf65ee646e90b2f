import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Question, type Returned, server, useProject, useProjectId, wrongWith } from "../frame/index.ts";
import { Button, Card, count, counted, Field, joinClasses, Problem, Select, Table, TextInput } from "../ui/index.ts";
import { type Reading, ReadingOptions } from "./reading-options.tsx";

type Preview = Returned<"uploadImport">;

interface Chosen {
  readonly text: string;
  readonly label: string;
  /** The columns that answer the further questions, by their names. */
  readonly answers: Readonly<Record<string, string>>;
  readonly key: string;
  readonly split: string;
  readonly duplicates: "skip" | "keep";
  readonly labels: "keep" | "replace";
  readonly minPerClass: string;
}

/** The split of all items, or the column of the file that says it. */
const ofColumn = "column:";

/** The columns of a file with a guess of what they are; the person corrects the guess and goes. */
export function ChooseColumns({
  preview: first,
  file,
  onStarted,
  onDrop,
}: {
  preview: Preview;
  file: string;
  onStarted: (id: string) => void;
  onDrop: () => void;
}) {
  const project = useProjectId();
  const { questions } = useProject();
  const [asked, ...further] = questions;
  const [preview, setPreview] = useState(first);
  const [wanted, setWanted] = useState<Reading>({});
  const isFolder = preview.format === "folder";
  const [chosen, setChosen] = useState<Chosen>({
    ...guessed(first, questions),
    duplicates: "skip",
    labels: "keep",
    minPerClass: "100",
  });
  const set = (change: Partial<Chosen>) => setChosen({ ...chosen, ...change });
  const look = useMutation({
    mutationFn: (reading: Reading) => server.previewImport({ project, import: first.import, ...reading }),
    meta: { shown: "here" },
    onSuccess: (seen) => {
      setPreview(seen);
      setChosen((before) => ({ ...before, ...guessed(seen, questions) }));
    },
  });
  const read = (change: Reading) => {
    const reading = { ...wanted, ...change };
    setWanted(reading);
    look.mutate(reading);
  };
  const start = useMutation({
    mutationFn: () => {
      const { text, label, answers, key, split, duplicates, labels, minPerClass } = chosen;
      const columns = isFolder
        ? { minPerClass: Number(minPerClass) || 1 }
        : { ...wanted, text: text || undefined, key, ...answersAsked(preview, questions, { label, answers }) };
      const options = { ...columns, ...splitOf(split), duplicates, labels };
      return server.startImport({ project, import: preview.import, ...options });
    },
    meta: { shown: "here" },
    onSuccess: ({ import: id }) => onStarted(id),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  const answered = [chosen.label, ...Object.values(chosen.answers)].filter((column) => column !== "");
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Card
        title={file}
        aside={`read as ${preview.format === "folder" ? "a folder for each class" : preview.format.toUpperCase()}`}
      >
        <div className="grid items-start gap-4 sm:grid-cols-3">
          {isFolder ? (
            <Field
              label="Least documents a class needs"
              hint={preview.classes && classesSentence(preview.classes, Number(chosen.minPerClass) || 1)}
              wrong={wrongWith(start.error, "minPerClass")}
            >
              {(id) => (
                <TextInput
                  {...id}
                  type="number"
                  min={1}
                  value={chosen.minPerClass}
                  onChange={(event) => set({ minPerClass: event.target.value })}
                />
              )}
            </Field>
          ) : (
            <>
              <Column
                label="Text"
                {...(preview.guess.text === undefined && { none: "choose the column with the texts" })}
                value={chosen.text}
                columns={preview.columns}
                wrong={wrongWith(start.error, "text")}
                onChoose={(text) => set({ text })}
              />
              <Column
                label={asked && further.length > 0 ? `Answers to “${asked.name}”` : "Label"}
                none="none, people will label"
                value={chosen.label}
                columns={preview.columns}
                wrong={wrongWith(start.error, "label")}
                onChoose={(label) => set({ label })}
              />
              {further.map(({ id, name }) => (
                <Column
                  key={id}
                  label={`Answers to “${name}”`}
                  none="none, people will answer"
                  value={chosen.answers[name] ?? ""}
                  columns={preview.columns}
                  wrong={wrongWith(start.error, "answers")}
                  onChoose={(column) => set({ answers: { ...chosen.answers, [name]: column } })}
                />
              ))}
              <Column
                label="Your own key"
                none="none"
                value={chosen.key}
                columns={preview.columns}
                wrong={wrongWith(start.error, "key")}
                onChoose={(key) => set({ key })}
              />
            </>
          )}
          <Field label="Put into" hint="Test items are never trained on; models are measured on them.">
            {(id) => (
              <Select {...id} value={chosen.split} onChange={(event) => set({ split: event.target.value })}>
                {preview.columns.includes("split") && (
                  <option value={`${ofColumn}split`}>what the column “split” says</option>
                )}
                <option value="">no split, free for training</option>
                <option value="train">train</option>
                <option value="validation">validation</option>
                <option value="test">test</option>
              </Select>
            )}
          </Field>
          <Field label="Texts that are here already">
            {(id) => (
              <Select
                {...id}
                value={chosen.duplicates}
                onChange={(event) => set({ duplicates: event.target.value as Chosen["duplicates"] })}
              >
                <option value="skip">leave out</option>
                <option value="keep">take again</option>
              </Select>
            )}
          </Field>
          {(isFolder || answered.length > 0) && (
            <Field
              label={`Where an item has another ${further.length > 0 ? "answer" : "label"}`}
              hint="Both are listed at the end."
            >
              {(id) => (
                <Select
                  {...id}
                  value={chosen.labels}
                  onChange={(event) => set({ labels: event.target.value as Chosen["labels"] })}
                >
                  <option value="keep">keep it</option>
                  <option value="replace">let the file win</option>
                </Select>
              )}
            </Field>
          )}
        </div>
        <div className="mt-5 flex flex-wrap justify-end gap-2.5">
          <Button onClick={onDrop}>Another file</Button>
          <Button
            type="submit"
            weight="go"
            disabled={start.isPending || look.isPending || (!isFolder && chosen.text === "")}
          >
            Take the items
          </Button>
        </div>
      </Card>
      <Problem error={start.error}>Nothing was taken yet.</Problem>
      <Problem error={look.error}>The file is still shown as it was read before.</Problem>
      {!isFolder && <ReadingOptions reading={{ ...preview.reading, ...wanted }} onChange={read} />}
      <FirstRows preview={preview} marked={[chosen.text, ...answered]} />
    </form>
  );
}

/** The columns that the rows make clear; the person chooses the others. */
export function guessed(
  { guess, columns }: Pick<Preview, "guess" | "columns">,
  questions: readonly Pick<Question, "name">[],
): Pick<Chosen, "text" | "label" | "answers" | "key" | "split"> {
  const [, ...further] = questions;
  const answers = Object.fromEntries(further.map(({ name }) => [name, columnOf(name, columns) ?? ""]));
  const label = guess.label ?? "";
  return {
    text: guess.text ?? "",
    label: Object.values(answers).includes(label) ? "" : label,
    answers,
    key: guess.key ?? "",
    split: guess.splitColumn === undefined ? "" : `${ofColumn}${guess.splitColumn}`,
  };
}

/** The column that is called like a question, as an export of ours calls it, too. */
function columnOf(question: string, columns: readonly string[]): string | undefined {
  const name = question.toLowerCase();
  return columns.find((column) => [name, `answers.${name}`].includes(column.toLowerCase()));
}

/** What is asked for of the answers: what nobody chose stays open, because later rows of an export may have it. */
export function answersAsked(
  preview: Parameters<typeof guessed>[0],
  questions: Parameters<typeof guessed>[1],
  { label, answers }: Pick<Chosen, "label" | "answers">,
): { label: string | undefined; answers: { question: string; column: string }[] } {
  const before = guessed(preview, questions);
  return {
    label: label === "" && before.label === "" ? undefined : label,
    answers: Object.entries(answers)
      .filter(([question, column]) => column !== "" || before.answers[question] !== "")
      .map(([question, column]) => ({ question, column })),
  };
}

function splitOf(chosen: string) {
  if (chosen.startsWith(ofColumn)) return { splitColumn: chosen.slice(ofColumn.length) };
  return chosen === "" ? { splitColumn: "" } : { split: chosen as "train" | "validation" | "test" };
}

function Column(given: {
  label: string;
  none?: string;
  value: string;
  columns: readonly string[];
  wrong: string | undefined;
  onChoose: (value: string) => void;
}) {
  return (
    <Field label={given.label} wrong={given.wrong}>
      {(id) => (
        <Select {...id} value={given.value} onChange={(event) => given.onChoose(event.target.value)}>
          {given.none !== undefined && <option value="">{given.none}</option>}
          {given.columns.map((column) => (
            <option key={column} value={column}>
              {column}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** How many classes have enough documents, and which have not. */
export function classesSentence(classes: readonly { name: string; documents: number }[], least: number): string {
  const thin = classes.filter((one) => one.documents < least);
  const all = `${counted(classes.length, "class", "classes")}, ${counted(
    classes.reduce((sum, one) => sum + one.documents, 0),
    "document",
  )}.`;
  if (thin.length === 0) return all;
  const named = thin.slice(0, 3).map((one) => `${one.name} (${count(one.documents)})`);
  return `${all} Too few in ${named.join(", ")}${thin.length > 3 ? ` and ${thin.length - 3} more` : ""}.`;
}

function FirstRows({ preview, marked }: { preview: Preview; marked: readonly string[] }) {
  return (
    <Card title="The first rows" aside="text and answers are marked">
      <Table name="The first rows of the file" columns={preview.columns.map((name) => ({ name }))}>
        {preview.rows.slice(0, 10).map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have nothing but their place
          <tr key={at}>
            {preview.columns.map((column) => (
              <td key={column} className={joinClasses("max-w-[44ch]", marked.includes(column) && "bg-indigo-wash")}>
                <span className="line-clamp-2 break-words" dir="auto">
                  {row[column]}
                </span>
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </Card>
  );
}
