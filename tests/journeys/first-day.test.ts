import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { axeFaults } from "./axe-faults.ts";
import { type Running, startHandloom } from "./start-handloom.ts";

let handloom: Running;
let browser: Browser;
let page: Page;
let sample: string;
const faults: string[] = [];

beforeAll(async () => {
  [handloom, browser] = await Promise.all([startHandloom(), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1360, height: 860 }, reducedMotion: "reduce" });
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
}, 150_000);

afterAll(async () => {
  await browser?.close();
  await handloom?.stop();
}, 60_000);

const heading = (name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const button = (name: string | RegExp) => page.getByRole("button", { name });

/** Goes to a step of the project by the navigation. */
const step = (name: string) =>
  page
    .getByRole("navigation")
    .getByRole("link", { name: new RegExp(`${name}(\\s|$)`) })
    .click();

/** The text of the item that stands on the bench. */
const item = () => page.getByRole("region", { name: "Item" }).locator("p").first();

/** Presses a key and waits until another item stands there. */
async function pressAndGo(key: string): Promise<string> {
  const before = (await item().textContent()) ?? "";
  await page.keyboard.press(key);
  await expect.poll(() => item().textContent()).not.toBe(before);
  return before;
}

const labelledNow = async () =>
  Number(
    await page
      .getByRole("progressbar", { name: "Labelled" })
      .getAttribute("aria-valuetext")
      .then((text) => text?.split(" ")[0]?.replace(",", "")),
  );

describe.sequential("the first day", () => {
  test("the printed link makes its first visitor the owner, once", async () => {
    await page.goto(handloom.link);
    await page.getByLabel("Name", { exact: true }).fill("Ada Weaver");
    await page.getByLabel("E-mail").fill("ada@example.org");
    await page.getByLabel("Password").fill("warp and weft");
    expect(await axeFaults(page)).toEqual([]);
    await button("Come in").click();
    await heading("Projects").waitFor();
    const other = await browser.newPage();
    await other.goto(handloom.link);
    await other.getByText("This link was used already").waitFor();
    await other.close();
  });

  test("a sample project shows the loop with the state of each step", async () => {
    await page.getByRole("link", { name: /Support messages/ }).click();
    await heading("Support messages").waitFor();
    await button(/^Collect .* items/).waitFor();
    await button(/^Label \d+ labelled/).waitFor();
    sample = new URL(page.url()).pathname;
    expect(await axeFaults(page)).toEqual([]);
  });

  test("ten items are labelled by the keyboard, one is skipped, one is taken back", async () => {
    await page.keyboard.press("l");
    await item().waitFor();
    await expect.poll(labelledNow).toBeGreaterThan(0);
    const before = await labelledNow();
    for (let turn = 0; turn < 8; turn++) await pressAndGo(String(1 + (turn % 9)));
    const skipped = await pressAndGo("s");
    for (let turn = 0; turn < 2; turn++) {
      const canAccept = await button(/accept/).isEnabled();
      await pressAndGo(canAccept ? "Enter" : "2");
    }
    const last = await pressAndGo("1");
    await page.keyboard.press("z");
    await expect.poll(() => item().textContent()).toBe(last);
    await page.getByText("your earlier answer").waitFor();
    await pressAndGo("3");
    expect(skipped).not.toBe(last);
    await page.getByRole("status").getByText("saved").waitFor();
    await expect.poll(labelledNow).toBe(before + 11);
    expect(await axeFaults(page)).toEqual([]);
  });

  test("the label is in the history of its item, and can be changed", async () => {
    await page.getByRole("link", { name: "earlier answers" }).click();
    await page.getByLabel("Search the items").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.locator("main li a").first().click();
    await page.getByRole("heading", { name: "Every answer" }).waitFor();
    await button("Change").click();
    await page.getByLabel("Find a label").fill("invoice");
    await page.keyboard.press("Enter");
    await page.locator("li").filter({ hasText: "Ada Weaver" }).filter({ hasText: "Invoice" }).first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  test("a project is made with labels pasted one a line, and a dropped file becomes items", async () => {
    await page.goto(new URL("/", handloom.link).href);
    await heading("Projects").waitFor();
    await page.keyboard.press("n");
    await page.getByLabel("Name", { exact: true }).fill("Weather");
    await page.getByLabel(/^Labels/).fill("rain\nsun\n\nwind");
    await page.getByText("3 labels").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await button("Make the project").click();
    await heading("Add items from a file").waitFor();
    const rows = Array.from({ length: 40 }, (_, at) => `"day ${at}, it rained قطة",rain`);
    const csv = ["message,category", ...rows, '"day 1, it rained قطة",rain', '"",sun'].join("\n");
    await dropFile("weather.csv", csv);
    await button("Take the items").waitFor();
    expect(await page.getByLabel("Text", { exact: true }).inputValue()).toBe("message");
    expect(await page.getByLabel("Label", { exact: true }).inputValue()).toBe("category");
    expect(await axeFaults(page)).toEqual([]);
    await button("Take the items").click();
    await page.getByText(/40 items taken, 40 of them with a label/).waitFor();
    await page.getByText("1 row could not be taken").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("link", { name: "See the items" }).click();
    await heading("40 items").waitFor();
  });

  test("every step of the sample answers its question, and axe finds nothing", async () => {
    await page.goto(new URL(sample, handloom.link).href);
    await step("Train");
    await page.getByRole("link", { name: "run 1" }).click();
    await page.getByRole("heading", { name: "Log" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await step("Evaluate");
    await page.getByRole("main").getByRole("link", { name: "v1", exact: true }).first().click();
    await page.getByText(/^It is right in/).waitFor();
    await page
      .getByRole("button", { name: /taken for/ })
      .first()
      .click();
    await page.getByText("the surest first").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await step("Register");
    await page.getByRole("main").getByRole("link", { name: "v1", exact: true }).click();
    await page.getByRole("heading", { name: "Where it comes from" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await step("Monitor");
    // As many alerts as there are name it, too.
    await page.getByRole("main").getByRole("link", { name: "support", exact: true }).first().click();
    await page.getByRole("heading", { name: "Share of each label" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  test("an endpoint answers as one types, and shows the same call to be copied", async () => {
    await step("Deploy");
    await page
      .getByRole("main")
      .getByRole("link", { name: /support/ })
      .click();
    await page.getByLabel("Text to ask about").fill("I want my money back");
    await page.getByText("on the server").waitFor();
    await button("Python").click();
    await page.getByText('"I want my money back"').waitFor();
    // A trial is no traffic: what is asked in earnest after it comes to the list, the trial never does.
    const status = await page.evaluate(async () => {
      const [method, headers] = ["POST", { "content-type": "application/json" }];
      const body = JSON.stringify({ text: "asked in earnest" });
      return (await fetch("/api/v1/endpoints/support/predict", { method, headers, body })).status;
    });
    expect(status).toBe(200);
    const lately = page.getByRole("listitem");
    await lately.filter({ hasText: "asked in earnest" }).waitFor();
    expect(await lately.filter({ hasText: "I want my money back" }).count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
  });

  test("a colleague is invited by a link, and the palette finds every place", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByLabel(/^Find a project/).fill("people");
    await page.keyboard.press("Enter");
    await button(/Invite a colleague/).click();
    await button("Make the link").click();
    await page.getByText(/\/join\?token=/).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByText("Links that were not used yet").waitFor();
    expect(faults).toEqual([]);
  });
});

/** Drops a file on the page as a person does with the mouse. */
async function dropFile(name: string, content: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text ?? ""], fileName ?? "", { type: "text/csv" }));
      return data;
    },
    [name, content],
  );
  await page.dispatchEvent("body", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}
