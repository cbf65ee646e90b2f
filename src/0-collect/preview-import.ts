import { Failure } from "#failure";
import type { Id } from "#ids";
import type { World } from "#world";
import type { ImportOptions, ImportPreview } from "./contract.ts";
import { classesOf, readingOf, type Source } from "./read-source.ts";
import type { Reading } from "./reading/decide-reading.ts";
import type { CollectTables } from "./tables.ts";

const previewRows = 20;

type Wanted = Pick<ImportOptions, "encoding" | "delimiter" | "quote" | "header">;

/** Looks again at a file that was sent, read in another way. */
export async function previewImport(
  world: Pick<World<CollectTables>, "db" | "blobs">,
  given: { project: Id<"project">; import: Id<"import">; wanted: Wanted },
): Promise<ImportPreview> {
  const row = await world.db
    .selectFrom("import")
    .select("source")
    .where("id", "=", given.import)
    .where("project", "=", given.project)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  if (!row) throw new Failure("missing", "There is no file that waits under this import.", { field: "import" });
  return { import: given.import, ...(await previewSource(world, row.source as Source, given.wanted)) };
}

/** What a source looks like: how it is read, its columns with a guess of what they are, and its first rows. */
export async function previewSource(
  world: Pick<World<CollectTables>, "blobs">,
  source: Source,
  wanted: Wanted = {},
): Promise<Omit<ImportPreview, "import">> {
  const reading = await readingOf(world.blobs, source, wanted);
  return reading ? previewReading(reading) : previewFolder(world, source);
}

function previewReading({ format, encoding, table, columns, guess, rows }: Reading): Omit<ImportPreview, "import"> {
  const { split, ...guessed } = guess;
  return {
    format,
    reading: {
      encoding: encoding.encoding,
      ...(table && { delimiter: delimiterName(table.delimiter), quote: table.quote, header: table.header }),
    },
    columns: [...columns],
    guess: { ...guessed, splitColumn: split },
    rows: rows.slice(0, previewRows).map((row) => ({ ...row })),
  };
}

const delimiterName = (delimiter: string | undefined): Wanted["delimiter"] =>
  delimiter === undefined ? "none" : delimiter === "\t" ? "tab" : (delimiter as "," | ";" | "|");

async function previewFolder(
  world: Pick<World<CollectTables>, "blobs">,
  source: Source,
): Promise<Omit<ImportPreview, "import">> {
  const classes = await classesOf(world.blobs, source);
  const columns = ["text", "label", "key"];
  return { format: "folder", reading: {}, columns, guess: { text: "text", label: "label" }, rows: [], classes };
}
