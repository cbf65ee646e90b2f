import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** What axe finds on a page as it is, in both colours. */
export async function axeFaults(page: Page): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe);
    const { violations } = (await page.evaluate("axe.run()")) as { violations: { id: string }[] };
    found.push(...violations.map(({ id }) => `${colorScheme}: ${id}`));
  }
  return found;
}
