import { expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";

test("a browser is at hand and shows a page", async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent("<button onclick=\"this.textContent = 'Labelled'\">Label</button>");
    await page.getByRole("button", { name: "Label" }).click();
    expect(await page.getByRole("button").textContent()).toBe("Labelled");
  } finally {
    await browser.close();
  }
});
