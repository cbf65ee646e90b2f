type JsonRecord = Readonly<Record<string, unknown>>;

/** A record as columns, and the names of what was not kept of it. */
export interface Lifted {
  readonly record: JsonRecord;
  readonly left: readonly string[];
}

/** Turns a value of JSON into columns: an object, a text as `{text}`, a pair of texts as `{text, label}`; nothing for others. */
export function liftRecord(value: unknown): Lifted | undefined {
  if (typeof value === "string") return { record: { text: value }, left: [] };
  if (Array.isArray(value)) {
    const isPair = value.length === 2 && value.every((one) => typeof one === "string");
    return isPair ? { record: { text: value[0], label: value[1] }, left: [] } : undefined;
  }
  if (!isRecord(value)) return undefined;
  return liftExport(value) ?? liftTask(value) ?? liftFields(value) ?? { record: value, left: [] };
}

const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const exported = new Set(["id", "text", "label", "split", "key", "how", "answers", "file", "fields"]);

/** A line of our own export: its side columns stand under `fields`. */
function liftExport(value: JsonRecord): Lifted | undefined {
  if (typeof value.id !== "string" || !value.id.startsWith("item_")) return undefined;
  // Of an item that is a file only its name is here: the row is refused for want of a text, not taken for another kind.
  if (typeof value.text !== "string" && !isRecord(value.file)) return undefined;
  if (!Object.keys(value).every((name) => exported.has(name))) return undefined;
  const { fields, answers, ...rest } = value;
  const given = Object.entries(isRecord(answers) ? answers : {}).map(
    ([name, one]) => [answerColumn(name), one] as const,
  );
  const own = Object.entries(isRecord(fields) ? fields : {}).map(([name, one]) => [sideName(name), one] as const);
  return { record: Object.fromEntries([...Object.entries(rest), ...given, ...own]), left: [] };
}

const needsPrefix = /^$|^fields\.|^answers\.|^[=+\-@\s']|\s$/;

/** The column of an export that answers a question beside the first. */
export const answerColumn = (question: string): string => `answers.${question}`;

/** Whether a column of an export answers a question. */
export const isAnswerColumn = (column: string): boolean => column.startsWith(answerColumn(""));

/** What a side column is called beside the columns of an export; names that could be mistaken stand apart. */
export const sideName = (name: string): string =>
  exported.has(name) || needsPrefix.test(name) ? `fields.${name}` : name;

/** What a side column of an export was called. */
export const ownName = (column: string): string => (column.startsWith("fields.") ? column.slice(7) : column);

const taskParts = ["annotations", "completions", "predictions"] as const;

/** A task of an annotation tool: its fields stand under `data`, the answers of each question under `annotations`. */
function liftTask(value: JsonRecord): Lifted | undefined {
  if (!isRecord(value.data) || typeof value.text === "string") return undefined;
  const isTask =
    taskParts.some((name) => name in value) || Object.keys(value).every((name) => /^(id|data|meta)$/.test(name));
  if (!isTask) return undefined;
  const answers = answersOf(value.annotations ?? value.completions);
  const record = { ...("id" in value && { id: value.id }), ...value.data, ...answers };
  const left = Object.keys(value).filter((name) => !["id", "data", "annotations", "completions"].includes(name));
  return { record, left };
}

/** The choices of each question, over all answers that were not cancelled. */
function answersOf(annotations: unknown): Record<string, unknown[]> {
  const answers: Record<string, unknown[]> = {};
  for (const one of Array.isArray(annotations) ? annotations : []) {
    if (!isRecord(one) || one.was_cancelled === true || !Array.isArray(one.result)) continue;
    for (const part of one.result) {
      if (!isRecord(part) || !isRecord(part.value)) continue;
      const { choices } = part.value;
      if (!Array.isArray(choices)) continue;
      const name = String(part.from_name ?? "label");
      answers[name] = [...(answers[name] ?? []), ...choices];
    }
  }
  return answers;
}

const recordParts = ["responses", "suggestions", "annotation", "prediction", "metadata", "status", "inputs", "vectors"];

/** A record of another annotation tool: its fields stand under `fields` or `inputs`, its answers under `responses`. */
function liftFields(value: JsonRecord): Lifted | undefined {
  const fields = isRecord(value.fields) ? value.fields : isRecord(value.inputs) ? value.inputs : undefined;
  if (!fields || !recordParts.some((name) => name in value)) return undefined;
  const responses = isRecord(value.responses) ? value.responses : {};
  const answers = Object.entries(responses).map(([name, given]) => [name, submitted(given)]);
  const { id, external_id: external, annotation, text } = value;
  const record = {
    ...(id !== undefined && { id }),
    ...(external !== undefined && external !== null && { external_id: external }),
    ...(typeof text === "string" && { text }),
    ...fields,
    ...Object.fromEntries(answers),
    ...(annotation !== undefined && { label: annotation }),
  };
  const taken = ["id", "external_id", "annotation", "text", "fields", "inputs", "responses"];
  return { record, left: Object.keys(value).filter((name) => !taken.includes(name)) };
}

/** The values of those answers that were submitted. */
const submitted = (given: unknown): unknown[] =>
  (Array.isArray(given) ? given : [given]).flatMap((one) => {
    if (!isRecord(one)) return one ?? [];
    return one.status === undefined || one.status === "submitted" ? (one.value ?? []) : [];
  });
