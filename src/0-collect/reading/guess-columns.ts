const textNames = [
  "text",
  "message",
  "sentence",
  "content",
  "body",
  "utterance",
  "question",
  "description",
  "review",
  "comment",
  "title",
];
const labelNames = ["label", "labels", "category", "class", "intent", "target", "topic", "tag", "sentiment"];

type Row = Readonly<Record<string, string>>;

/** What the columns of a file seem to be; the text is missing where its rows do not make it clear. */
export interface GuessedColumns {
  readonly text: string | undefined;
  readonly label: string | undefined;
}

/** A guess of which column holds the texts and which the labels, by what stands in the first rows, and by their names. */
export function guessColumns(
  columns: readonly string[],
  rows: readonly Row[],
  taken: readonly string[] = [],
): GuessedColumns {
  const free = columns.filter((column) => !taken.includes(column));
  const text = guessText(free, rows);
  const named = labelNames.map((name) => free.find((one) => one.trim().toLowerCase() === name));
  const label = named.find((one) => one !== undefined && one !== text) ?? repeated(free, rows, text);
  return { text, label };
}

function guessText(columns: readonly string[], rows: readonly Row[]): string | undefined {
  const scored = columns.map((column) => ({ column, score: textScore(valuesOf(rows, column)) }));
  const readable = scored.filter((one) => one.score > 0);
  for (const name of textNames) {
    const named = readable.find(({ column }) => column.trim().toLowerCase() === name);
    if (named) return named.column;
  }
  if (rows.length === 0) return columns.find((one) => textNames.includes(one.trim().toLowerCase())) ?? columns[0];
  const [best, second] = readable.sort((one, other) => other.score - one.score);
  if (!best) return undefined;
  return !second || best.score >= second.score * 1.5 ? best.column : undefined;
}

const valuesOf = (rows: readonly Row[], column: string): string[] =>
  rows.map((row) => (row[column] ?? "").trim()).filter((value) => value !== "");

const isNoText =
  /^(-?[\d.,:%+\s/-]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|https?:\/\/\S+|\S+@\S+\.\w+|\d{4}-\d\d-\d\d\S*|true|false|null|nan|(\[[[{"\d-]|\{").*)$/is;

/** How much the values of a column look like texts that people wrote: long, different, of several words. */
function textScore(values: readonly string[]): number {
  const texts = values.filter((value) => !isNoText.test(value));
  if (values.length === 0 || texts.length < values.length * 0.3) return 0;
  const length = texts.reduce((sum, value) => sum + Math.min(value.length, 400), 0) / values.length;
  const words = texts.filter((value) => /\s|[\u3040-\u9fff\uac00-\ud7af]{4}/.test(value)).length / values.length;
  const different = new Set(values).size / values.length;
  return length * (0.3 + 0.7 * words) * (0.3 + 0.7 * different);
}

/** The column whose few short values come again and again. */
function repeated(columns: readonly string[], rows: readonly Row[], text: string | undefined): string | undefined {
  if (rows.length < 8) return undefined;
  return columns.find((column) => {
    if (column === text) return false;
    const values = rows.map((row) => row[column] ?? "").filter((value) => value !== "");
    const different = new Set(values).size;
    return (
      values.length === rows.length &&
      different >= 2 &&
      different <= rows.length / 2 &&
      values.every((value) => value.length <= 60)
    );
  });
}
