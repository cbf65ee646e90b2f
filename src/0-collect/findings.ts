import type { Finding } from "./contract.ts";

const linesKept = 10;
const rowsOf = (count: number): string => (count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`);
const does = (count: number, one: string, many: string): string => (count === 1 ? one : many);
const was = (count: number): string => (count === 1 ? "was" : "were");

/** What an import may have changed, left out or found in conflict, each with its sentence. `about` is the first case of it. */
const sentences = {
  encoding: (_: number, about: string) => about,
  "documents decoded": (count: number) =>
    `${count === 1 ? "1 document is" : `${count.toLocaleString("en")} documents are`} not UTF-8 and ${was(count)} read as Windows-1252.`,
  delimiter: (_: number, about: string) => about,
  "quotes are characters": (count: number) =>
    `Quotation marks are taken as characters, as is usual between tabs; ${rowsOf(count)} of the file ${does(count, "has", "have")} some. Say --quote double if they enclose cells.`,
  "quotes kept": (count: number) =>
    `The quotation marks of ${rowsOf(count)} do not enclose whole cells; they ${was(count)} taken as characters.`,
  header: (_: number, about: string) => about,
  "columns renamed": (_: number, about: string) => `Two columns have one name; the later ones are now called ${about}.`,
  "empty rows": (count: number) => `${rowsOf(count)} of empty cells only ${was(count)} passed over.`,
  "nul removed": (count: number) => `NUL characters were left out of ${rowsOf(count)}.`,
  "half characters": (count: number) => `Halves of characters in ${rowsOf(count)} became U+FFFD.`,
  "replacement characters": (count: number) =>
    `${rowsOf(count)} ${does(count, "holds", "hold")} U+FFFD: another program lost characters before the file came here.`,
  "nan removed": (count: number) => `NaN or Infinity, which are no JSON, in ${rowsOf(count)} were taken as nothing.`,
  "several labels": (count: number, about: string) =>
    `${rowsOf(count)} with more than one label ${was(count)} taken without a label, because the question takes one; the first has ${about}.`,
  "rating not readable": (count: number, about: string) =>
    `${rowsOf(count)} ${was(count)} taken without a rating, because ${about} is none of the question's levels.`,
  "answers not asked": (_: number, about: string) =>
    `The answers of ${about} were kept beside the items, because this project asks no such question: say --answers to choose theirs.`,
  "label not readable": (count: number, about: string) =>
    `${rowsOf(count)} ${was(count)} taken without a label, because none can be read from ${about}.`,
  "answer not accepted": (count: number, about: string) =>
    `${rowsOf(count)} ${was(count)} taken without a label, because the answer was not accepted (${about}).`,
  "parts left out": (_: number, about: string) => `Of each record these parts were not kept: ${about}.`,
  "own export": (_: number, about: string) => about,
  "split column": (_: number, about: string) => about,
  "split not known": (count: number, about: string) =>
    `${rowsOf(count)} ${was(count)} put into no split, because ${about} is none of train, validation and test.`,
  "guard undone": (count: number) =>
    `An apostrophe that guarded a cell against being run as a formula was taken off in ${rowsOf(count)}.`,
  "key not kept": (count: number) =>
    `${rowsOf(count)} ${does(count, "holds", "hold")} what is here already under another key or none; the key that is here stays.`,
  "split not changed": (count: number) =>
    `${rowsOf(count)} ${does(count, "holds", "hold")} what is here already in another split; the split that is here stays.`,
  "labels in conflict": (count: number, about: string) =>
    `${rowsOf(count)} ${does(count, "gives", "give")} an item another label than an earlier row of this file (${about}); the first counts.`,
  "labels kept": (count: number, about: string) =>
    `${rowsOf(count)} ${does(count, "gives", "give")} another label than the item has (${about}); the label that is here was kept. Import with --labels replace to let the file win.`,
  "labels replaced": (count: number, about: string) =>
    `The labels of ${count === 1 ? "1 item" : `${count.toLocaleString("en")} items`} were replaced by those of the file (${about}).`,
  "labels outvoted": (count: number, about: string) =>
    `${rowsOf(count)} ${does(count, "gives", "give")} another label (${about}), which was recorded, but the answers that are here still count.`,
  "labels alike": (_: number, about: string) =>
    `Labels that differ by case only: ${about}. If they mean the same, merge one into the other, in the project's settings.`,
} as const satisfies Record<string, (count: number, about: string) => string>;

/** What an import may have to tell. */
export type FindingKind = keyof typeof sentences;

/** Collects what an import changed, left out or found in conflict, by kind, with the first lines. */
export class Findings {
  readonly #kinds = new Map<FindingKind, { count: number; lines: number[]; about: string }>();

  /** Notes one case; `about` is told of the first. */
  note(kind: FindingKind, line?: number, about = ""): void {
    const known = this.#kinds.get(kind);
    if (known) {
      known.count++;
      if (line !== undefined && known.lines.length < linesKept) known.lines.push(line);
    } else this.#kinds.set(kind, { count: 1, lines: line === undefined ? [] : [line], about });
  }

  /** Notes many cases that were counted elsewhere. */
  noteMany(kind: FindingKind, many: { count: number; lines: readonly number[]; about: string }): void {
    const known = this.#kinds.get(kind) ?? { count: 0, lines: [], about: many.about };
    const lines = [...known.lines, ...many.lines].slice(0, linesKept);
    this.#kinds.set(kind, { ...known, count: known.count + many.count, lines });
  }

  list(): Finding[] {
    return [...this.#kinds].map(([kind, { count, lines, about }]) => ({
      kind,
      count,
      lines,
      sentence: sentences[kind](count, about),
    }));
  }
}
