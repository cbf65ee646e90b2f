import { dirname } from "node:path";
import { isTest, type SourceFile } from "./source-files.ts";

/** Which folder owns which table, as the `tables.ts` of the folders say. */
export type Owners = ReadonlyMap<string, string>;

/** Reads the owners from `interface …Tables { name: … }`, and the faults where two folders claim one table. */
export function tableOwners(files: readonly SourceFile[]): {
  readonly owners: Owners;
  readonly faults: readonly string[];
} {
  const owners = new Map<string, string>();
  const faults: string[] = [];
  for (const { path, text } of files.filter((file) => /(^|\/)tables\.ts$/.test(file.path))) {
    for (const table of declaredTables(text)) {
      const other = owners.get(table);
      if (other !== undefined && other !== dirname(path))
        faults.push(`${table} is owned by ${other} and by ${dirname(path)}`);
      owners.set(table, dirname(path));
    }
  }
  return { owners, faults };
}

/** The keys on the first level of every `…Tables` declaration. */
function declaredTables(text: string): readonly string[] {
  const tables: string[] = [];
  for (const match of text.matchAll(/(?:interface|type)\s+\w*Tables\b[^{;]*\{/g)) {
    let depth = 1;
    let start = match.index + match[0].length;
    for (let at = start; at < text.length && depth > 0; at++) {
      const sign = text[at];
      if (sign === ":" && depth === 1) tables.push(lastWord(text.slice(start, at)));
      if (sign === "{") depth++;
      if (sign === "}") depth--;
      if (sign === ";" || sign === "}") start = at + 1;
    }
  }
  return tables.filter((name) => name !== "");
}

const lastWord = (text: string): string => /["']?(\w+)["']?\??\s*$/.exec(text)?.[1] ?? "";

const writes = [
  /\b(?:insertInto|updateTable|deleteFrom|mergeInto|replaceInto)\(\s*["'`](\w+)/g,
  /\binsert\s+into\s+["'`]?(\w+)/gi,
  /\bupdate\s+(?:only\s+)?["'`]?(\w+)["'`]?(?:\s+(?:as\s+)?\w+)?\s+set\b/gi,
  /\bdelete\s+from\s+(?:only\s+)?["'`]?(\w+)/gi,
  /\bmerge\s+into\s+["'`]?(\w+)/gi,
  /\btruncate\s+(?:table\s+)?["'`]?(\w+)/gi,
  /\bcopy\s+["'`]?(\w+)["'`]?\s*(?:\([^)]*\)\s*)?from\b/gi,
  /\bcopy\(\s*["'`](\w+)/g,
];

/** The faults against "a step owns its tables": who writes a table that another folder owns. */
export function foreignWrites(files: readonly SourceFile[], owners: Owners): readonly string[] {
  const sources = files.filter((file) => !isTest(file) && file.path.endsWith(".ts"));
  return sources.flatMap(({ path, text }) => {
    const written = new Set(writes.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? "")));
    return [...written].flatMap((table) => {
      const owner = owners.get(table);
      if (owner === undefined || path.startsWith(`${owner}/`)) return [];
      return [`${path} writes ${table}, which ${owner} owns`];
    });
  });
}
