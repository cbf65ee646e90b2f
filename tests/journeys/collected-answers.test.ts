import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { axeFaults } from "./axe-faults.ts";
import { type Running, startHandloom } from "./start-handloom.ts";

let handloom: Running;
let browser: Browser;
let page: Page;
let project = "";
const faults: string[] = [];
const address = (path: string) => new URL(path, handloom.link).href;
const collect = (rest = "") => page.goto(address(`/p/${project}/collect${rest}`));

beforeAll(async () => {
  [handloom, browser] = await Promise.all([startHandloom({ HANDLOOM_SAMPLE: "no" }), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1360, height: 860 }, reducedMotion: "reduce" });
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  await page.goto(handloom.link);
  await page.getByLabel("Name", { exact: true }).fill("Ada");
  await page.getByLabel("E-mail").fill("ada@example.org");
  await page.getByLabel("Password").fill("warp and weft");
  await page.getByRole("button", { name: "Come in" }).click();
  await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
  const questions = [
    { name: "topic" },
    { name: "urgency", kind: "rating", settings: { levels: 5, lowest: "can wait", highest: "at once" } },
  ];
  const made = await page.request.post(address("/api/v1/projects"), { data: { name: "Letters", questions } });
  project = (await made.json()).id;
}, 150_000);

afterAll(async () => {
  await browser?.close();
  await handloom?.stop();
}, 60_000);

test("a column that is called like a question answers it; pills, counts and filters tell both", async () => {
  await collect("/add");
  const rows = [
    "the roof leaks,Repair,5",
    "a new key please,Keys,2",
    "thank you,,1",
    "the lift stands still,Repair,soon",
  ];
  const buffer = Buffer.from(["message,category,Urgency", ...rows].join("\n"));
  await page.locator("main input[type=file]").setInputFiles({ name: "letters.csv", mimeType: "text/csv", buffer });
  const column = (name: string) => page.getByLabel(name, { exact: true });
  await column("Text").waitFor();
  expect(await column("Answers to “urgency”").inputValue()).toBe("Urgency");
  await column("Answers to “topic”").selectOption("category");
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole("button", { name: "Take the items" }).click();
  await page.getByText("4 items taken, 4 of them with an answer").waitFor();
  await page.getByText('"soon" is none of the question').waitFor();
  await page.getByRole("link", { name: "See the items" }).click();
  await page.getByText("3 answered").first().waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByLabel("Question").selectOption("urgency");
  await page.getByLabel("Level").selectOption("5");
  const found = page.getByRole("main").getByRole("link", { name: /roof|key|thank|lift/ });
  await expect.poll(() => found.allTextContents()).toEqual([expect.stringContaining("the roof leaksRepairurgency 5")]);
});

test("each answer of an item is changed by itself, a level by its key, and the history says to what each is", async () => {
  await page.getByRole("link", { name: /the roof leaks/ }).click();
  await page.getByText("5 of 5").first().waitFor();
  await page.getByRole("button", { name: "Change" }).last().click();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press("3");
  await page.getByText("Saved: 3 of 5").waitFor();
  await page.getByText("urgency · Ada").waitFor();
  await page.getByRole("button", { name: "Change" }).first().click();
  await page.getByLabel("Find a label").fill("Keys");
  await page.keyboard.press("Enter");
  await page.getByText("Saved: Keys").waitFor();
  await page.getByText("topic · Ada").waitFor();
});

test("a file is an item: the list tells its type, its page shows the picture", async () => {
  const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const to = address(`/api/v1/projects/${project}/items?name=leak.png`);
  const headers = { "content-type": "application/octet-stream" };
  expect((await page.request.post(to, { data: Buffer.from(dot, "base64"), headers })).status()).toBe(200);
  await collect("?search=leak.png");
  await page.getByText("image/png, 70 B").click();
  const picture = page.getByRole("img", { name: "leak.png" });
  await expect.poll(() => picture.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(1);
  await page.getByRole("button", { name: "Rate it" }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});
