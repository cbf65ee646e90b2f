import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { type Running, startHandloom } from "./start-handloom.ts";

let handloom: Running;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let sample: string;

beforeAll(async () => {
  [handloom, browser] = await Promise.all([startHandloom(), launchBrowser()]);
  context = await browser.newContext({ viewport: { width: 1360, height: 860 }, reducedMotion: "reduce" });
  context.setDefaultTimeout(20_000);
  page = await context.newPage();
  await join(handloom.link, "Ada");
  await page.getByRole("link", { name: /Support messages/ }).click();
  await page.getByRole("heading", { level: 1, name: "Support messages" }).waitFor();
  sample = new URL(page.url()).pathname;
}, 150_000);

afterAll(async () => {
  await browser?.close();
  await handloom?.stop();
}, 60_000);

const address = (path: string) => new URL(path, handloom.link).href;

async function join(link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("E-mail").fill(`${name.toLowerCase()}@example.org`);
  await page.getByLabel("Password").fill("warp and weft");
  await page.getByRole("button", { name: "Come in" }).click();
  await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
}

/** Calls the server as whoever is signed in in the browser. */
async function call<Answer>(path: string, body?: object): Promise<Answer> {
  const sent = body ? await page.request.post(address(path), { data: body }) : await page.request.get(address(path));
  expect(sent.ok()).toBe(true);
  return sent.json();
}

const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("handloom.unsaved.")));

const mine = async () =>
  (await call<{ mine: { today: number } }>(`/api/v1/projects/${sample.split("/").at(-1)}/progress`)).mine.today;

describe.sequential("answers that are kept in the browser", () => {
  test("wait while somebody else is signed in, and are saved when their author is back", async () => {
    const { link } = await call<{ link: string }>("/api/v1/invitations", { role: "admin" });
    await page.goto(address(`${sample}/label`));
    await page.getByRole("region", { name: "Item" }).waitFor();
    await context.setOffline(true);
    for (const key of ["1", "2"]) await page.keyboard.press(key);
    await page.getByText("2 kept here, trying again").waitFor();
    await page.close();
    await context.setOffline(false);
    const ada = await context.cookies();
    await context.clearCookies();

    page = await context.newPage();
    await join(link, "Grace");
    await page.goto(address(`${sample}/label`));
    await page.getByRole("region", { name: "Item" }).waitFor();
    await page.keyboard.press("3");
    await expect.poll(mine).toBe(1);
    expect(await kept()).toHaveLength(2);

    await context.clearCookies();
    await context.addCookies(ada);
    await page.goto(address("/"));
    await expect.poll(kept).toEqual([]);
    expect(await mine()).toBe(2);
  });

  test("tell on any screen when the server refuses them", async () => {
    const { id: person } = await call<{ id: string }>("/api/v1/me");
    const pending = { kind: "label", id: "annotation_refused1", person, project: sample.split("/").at(-1), at: 1 };
    const stored = JSON.stringify({ ...pending, item: "item_of_nobody", label: "label_of_nobody" });
    await page.evaluate((text) => localStorage.setItem("handloom.unsaved.annotation_refused1", text), stored);
    await page.goto(address("/settings/people"));
    await page.getByText("An answer was not saved: This project has no such item.").waitFor();
    expect(await kept()).toEqual([]);
  });
});
