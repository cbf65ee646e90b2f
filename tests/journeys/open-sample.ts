import type { Page } from "playwright-core";

/** Goes through the printed link as its first visitor, who becomes the owner, and opens the sample; gives the path of its overview. */
export async function openSample(page: Page, link: string): Promise<string> {
  await page.goto(link);
  await page.getByLabel("Name", { exact: true }).fill("Ada");
  await page.getByLabel("E-mail").fill("ada@example.org");
  await page.getByLabel("Password").fill("warp and weft");
  await page.getByRole("button", { name: "Come in" }).click();
  await page.getByRole("link", { name: /Support messages/ }).click();
  await page.getByRole("heading", { level: 1, name: "Support messages" }).waitFor();
  return new URL(page.url()).pathname;
}
