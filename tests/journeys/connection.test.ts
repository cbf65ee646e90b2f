import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { type Running, startHandloom } from "./start-handloom.ts";

let handloom: Running;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let sample: string;

// A name that is no loopback name: over plain http browsers hide there what they only show to secure pages.
const plainName = "handloom.test";
const password = "warp and weft";
const patient = { timeout: 15_000 };
const address = (path: string) => new URL(path, handloom.link).href;

beforeAll(async () => {
  [handloom, browser] = await Promise.all([
    startHandloom({ HANDLOOM_ALLOWED_HOSTS: plainName }),
    launchBrowser(`--host-resolver-rules=MAP ${plainName} 127.0.0.1`),
  ]);
  context = await browser.newContext({ viewport: { width: 1360, height: 860 }, reducedMotion: "reduce" });
  context.setDefaultTimeout(20_000);
  page = await context.newPage();
  await page.goto(handloom.link);
  await page.getByLabel("Name", { exact: true }).fill("Ada");
  await page.getByLabel("E-mail").fill("ada@example.org");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Come in" }).click();
  await page.getByRole("link", { name: /Support messages/ }).click();
  await page.getByRole("heading", { level: 1, name: "Support messages" }).waitFor();
  sample = new URL(page.url()).pathname;
}, 150_000);

afterAll(async () => {
  await browser?.close();
  await handloom?.stop();
}, 60_000);

test("many tabs share one connection for the news: each of them loads, and each hears", async () => {
  const tabs: Page[] = [];
  for (let count = 0; count < 8; count++) {
    const tab = await context.newPage();
    tabs.push(tab);
    await tab.goto(address(`${sample}/settings`));
    await tab.getByRole("heading", { level: 1, name: /settings/i }).waitFor();
  }
  const added = page.request.post(address(`/api/v1/projects/${sample.split("/").at(-1)}/labels`), {
    data: { names: ["a label that was never there"] },
  });
  expect(await (await added).json()).toMatchObject({ labels: expect.anything() });
  for (const tab of tabs) await tab.getByText("a label that was never there").first().waitFor();
  await Promise.all(tabs.map((tab) => tab.close()));
});

test("who is signed out keeps what they typed, signs in where they are, and goes on", async () => {
  await page.goto(address("/?make=project"));
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("A name that took long to find");
  await context.clearCookies();
  await page.getByRole("button", { name: "Make the project" }).click();
  const again = page.getByRole("dialog", { name: "Sign in again" });
  expect(await again.getByLabel("E-mail").inputValue()).toBe("ada@example.org");
  await again.getByLabel("Password").fill(password);
  await again.getByRole("button", { name: "Sign in" }).click();
  await again.waitFor({ state: "detached" });
  expect(await dialog.getByLabel("Name", { exact: true }).inputValue()).toBe("A name that took long to find");
  await dialog.getByRole("button", { name: "Make the project" }).click();
  await page.getByText("A name that took long to find").first().waitFor();
  expect(await page.getByText("You are signed out.").count()).toBe(0);
});

test("a hiccup of the server is no reason to sign in again", async () => {
  await page.goto(address(sample));
  await page.route("**/api/v1/**", (route) =>
    route.fulfill({ status: 503, json: { error: { kind: "unavailable", message: "Not now." } } }),
  );
  await page.getByRole("link", { name: "Register" }).click();
  await page.getByText("Not now.").first().waitFor(patient);
  expect(await page.getByText("You are signed out.").count()).toBe(0);
  expect(new URL(page.url()).pathname).toBe(`${sample}/register`);
  await page.unroute("**/api/v1/**");
});

test("what a button copied on plain http is on the clipboard", async () => {
  const plain = await browser.newContext();
  plain.setDefaultTimeout(20_000);
  const there = await plain.newPage();
  await there.goto(address("/sign-in").replace("127.0.0.1", plainName));
  await there.getByLabel("E-mail").fill("ada@example.org");
  await there.getByLabel("Password").fill(password);
  await there.getByRole("button", { name: "Sign in" }).click();
  await there.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
  expect(await there.evaluate(() => "clipboard" in navigator)).toBe(false);

  await there.goto(address("/settings/people").replace("127.0.0.1", plainName));
  await there.getByRole("button", { name: "Invite" }).click();
  await there.getByRole("button", { name: "Make the link" }).click();
  const link = await there.getByRole("dialog").locator("pre").textContent();
  await there.getByRole("button", { name: "Copy the link" }).click();
  await there.getByText("Copied", { exact: true }).waitFor();

  // Where the browser refuses, nobody is told that it was copied: the text stands there selected.
  await there.getByRole("button", { name: "Copy the link" }).waitFor();
  await there.evaluate(() => {
    document.execCommand = () => false;
  });
  await there.getByRole("button", { name: "Copy the link" }).click();
  const byHand = there.getByLabel(/Press Ctrl\+C/);
  await byHand.waitFor();
  expect(await byHand.inputValue()).toBe(link);
  expect(await there.getByText("Copied", { exact: true }).count()).toBe(0);

  await there.getByRole("button", { name: "Close", exact: true }).click();
  await there.getByRole("button", { name: "Invite" }).click();
  await there.getByLabel("Note").press("ControlOrMeta+V");
  expect(await there.getByLabel("Note").inputValue()).toContain(link?.slice(0, 100));
  await plain.close();
});
