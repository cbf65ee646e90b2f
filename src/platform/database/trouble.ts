let trouble: string | undefined;

/** Notes why the private server of this process does not run, or that it does again. */
export function noteTrouble(error: string | undefined): void {
  trouble = error;
}

/** Why the database does not answer, as far as this process knows and people can do something about it. */
export function troubleNow(): string | undefined {
  if (trouble === undefined || !/\bis full\b/.test(trouble)) return undefined;
  return "The disk of the database is full, and it has stopped. Make room there: it starts again by itself, with all that was saved.";
}
