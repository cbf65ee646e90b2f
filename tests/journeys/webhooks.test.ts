import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isSignedBy, openReceiver } from "#tests/receiver";
import { launchBrowser } from "../browser.ts";
import { axeFaults } from "./axe-faults.ts";
import { openSample } from "./open-sample.ts";
import { type Running, startHandloom } from "./start-handloom.ts";

let handloom: Running;
let browser: Browser;
let page: Page;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let webhooks: string;

beforeAll(async () => {
  receiver = await openReceiver();
  [handloom, browser] = await Promise.all([startHandloom({ HANDLOOM_OUTBOUND_PRIVATE: "127.0.0.1" }), launchBrowser()]);
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, reducedMotion: "reduce" });
  context.setDefaultTimeout(20_000);
  page = await context.newPage();
  await openSample(page, handloom.link);
  webhooks = `${page.url()}/settings/webhooks`;
}, 150_000);
afterAll(async () => {
  await browser?.close();
  await handloom?.stop();
  await receiver.close();
}, 60_000);

test("a webhook is made, tried, read about, switched off and removed with the keyboard; its secret is shown once", async () => {
  await page.goto(webhooks);
  await page.getByText("Nobody is told yet").waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press("n");
  const form = page.getByRole("dialog", { name: "New webhook" });
  await form.getByLabel("Address").fill("http://10.0.0.1/told");
  await page.keyboard.press("Enter");
  await form.getByText("private address").waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await form.getByLabel("Address").fill(receiver.url);
  await form.getByLabel(/labels were added/).focus();
  await page.keyboard.press("Space");
  await form.getByLabel("Address").press("Enter");
  const once = page.getByRole("dialog", { name: "Copy the secret now" });
  const secret = (await once.locator("pre").textContent()) ?? "";
  expect(secret).toMatch(/^whsec_/);
  expect(await axeFaults(page)).toEqual([]);
  await once.getByRole("button", { name: "I have it" }).press("Enter");
  await once.waitFor({ state: "detached" });
  expect(await page.content()).not.toContain(secret);

  await page.getByRole("link", { name: new URL(receiver.url).host }).press("Enter");
  await page.getByText("It was told nothing yet").waitFor();
  await page.keyboard.press("t");
  await page.getByRole("cell", { name: "delivered" }).waitFor();
  expect(receiver.got.map(({ body }) => body.type)).toEqual(["test"]);
  expect(await isSignedBy(secret, receiver.got[0] as never)).toBe(true);

  // A failure shows by itself, with what was answered; it can be sent again.
  receiver.answer((_, response) => response.writeHead(500).end("the shop is closed"));
  await page.keyboard.press("t");
  await page.getByRole("cell", { name: "It answered 500." }).waitFor();
  await page.locator("summary").first().press("Enter");
  await page.getByText("the shop is closed").waitFor();
  expect(await axeFaults(page)).toEqual([]);
  receiver.answer((_, response) => response.writeHead(200).end());
  await page
    .getByRole("button", { name: /^Send test of .* again$/ })
    .first()
    .press("Enter");
  await expect.poll(() => receiver.got.length).toBe(3);
  expect(receiver.got[2]?.body.id).toBe(receiver.got[1]?.body.id);
  await page.getByRole("button", { name: "Failed", exact: true }).press("Enter");
  await page.getByText("None of these").waitFor();
  expect(page.url()).toContain("state=failed");

  const more = async (item: string) => {
    await page.getByRole("button", { name: "More about this webhook" }).press("Enter");
    await page.getByRole("menuitem", { name: item }).press("Enter");
  };
  await more("Switch it off");
  await page.getByText("off", { exact: true }).waitFor();
  await more("Remove it");
  await page.getByRole("dialog").getByRole("button", { name: "Remove it" }).press("Enter");
  await page.getByText("Nobody is told yet").waitFor();
});
