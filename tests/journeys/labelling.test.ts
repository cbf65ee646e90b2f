import type { Browser, BrowserContext, Page, Request } from "playwright-core";
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

const patient = { timeout: 15_000 };

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

/** Goes to the bench and waits for an item. */
async function openBench(): Promise<void> {
  await page.goto(address(`${sample}/label`));
  await item().waitFor();
}

/** The text of the item that stands on the bench. */
const item = () => page.getByRole("region", { name: "Item" }).locator("p").first();
const button = (name: string | RegExp) => page.getByRole("button", { name });
const saved = () => page.getByRole("status").getByText("saved", { exact: true }).waitFor();

/** Holds a key down until it has repeated itself a few times. */
async function hold(key: string): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await page.keyboard.down(key);
  await page.keyboard.up(key);
}

/** What the screens ask of the server while something is done, as `PUT annotations`. */
async function sentBy(act: () => Promise<void>): Promise<readonly string[]> {
  const sent: string[] = [];
  const note = (request: Request) => {
    const [, what] = /(annotations|skip)/.exec(request.url()) ?? [];
    if (what) sent.push(`${request.method()} ${what}`);
  };
  await saved();
  page.on("request", note);
  await act();
  await saved();
  await page.waitForTimeout(300);
  page.off("request", note);
  return sent;
}

/** Skips until an item with a suggestion stands on the bench. */
async function findSuggestion(): Promise<void> {
  await expect
    .poll(async () => {
      if (await button("accept").isEnabled()) return "found";
      await page.keyboard.press("s");
      return "skipped";
    }, patient)
    .toBe("found");
}

describe.sequential("answers that are kept in the browser", () => {
  test("wait while somebody else is signed in, and are saved when their author is back", async () => {
    const { link } = await call<{ link: string }>("/api/v1/invitations", { role: "admin" });
    await openBench();
    await context.setOffline(true);
    for (const key of ["1", "2"]) await page.keyboard.press(key);
    await page.getByText("2 kept here, trying again").waitFor();
    await page.close();
    await context.setOffline(false);
    const ada = await context.cookies();
    await context.clearCookies();

    page = await context.newPage();
    await join(link, "Grace");
    await openBench();
    await page.keyboard.press("3");
    await expect.poll(mine, patient).toBe(1);
    expect(await kept()).toHaveLength(2);

    await context.clearCookies();
    await context.addCookies(ada);
    await page.goto(address("/"));
    await expect.poll(kept, patient).toEqual([]);
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

describe.sequential("a key", () => {
  test("that is held down answers, takes back and finds once", async () => {
    await openBench();
    expect(await sentBy(() => hold("1"))).toEqual(["PUT annotations"]);
    expect(await sentBy(() => hold("2"))).toEqual(["PUT annotations"]);
    expect(await sentBy(() => hold("z"))).toEqual(["POST annotations"]);
    await findSuggestion();
    expect(await sentBy(() => hold("Enter"))).toEqual(["PUT annotations"]);
    await page.keyboard.press("/");
    await page.getByLabel("Find a label").fill("invoice");
    expect(await sentBy(() => hold("Enter"))).toEqual(["PUT annotations"]);
    await button(/skip/).focus();
    expect(await sentBy(() => hold("Enter"))).toEqual(["POST skip"]);
  });

  test("means the screen after a click, and the button that one went to by the keyboard", async () => {
    await openBench();
    await button(/skip/).click();
    await findSuggestion();
    expect(await sentBy(() => page.keyboard.press("Enter"))).toEqual(["PUT annotations"]);
    const before = await item().textContent();
    await button(/Invoice/).click();
    await expect.poll(() => item().textContent(), patient).not.toBe(before);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    await button(/skip/).focus();
    expect(await sentBy(() => page.keyboard.press("Enter"))).toEqual(["POST skip"]);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("skip");
  });

  test("that ends the composing of a character chooses no label", async () => {
    await openBench();
    await page.keyboard.press("/");
    const field = page.getByLabel("Find a label");
    await field.fill("invoice");
    const composed = { key: "Enter", bubbles: true, cancelable: true };
    const sent = await sentBy(async () => {
      await field.dispatchEvent("keydown", { ...composed, isComposing: true });
      await field.dispatchEvent("keydown", { ...composed, keyCode: 229 });
    });
    expect(sent).toEqual([]);
    expect(await field.inputValue()).toBe("invoice");
    expect(await sentBy(() => page.keyboard.press("Enter"))).toEqual(["PUT annotations"]);
  });

  test("of letters does what it says while a ticked box has the focus", async () => {
    await page.goto(address(`${sample}/evaluate`));
    const box = page.getByRole("checkbox").first();
    await box.focus();
    await page.keyboard.press("Space");
    expect(await box.isChecked()).toBe(true);
    await page.keyboard.press("l");
    await item().waitFor();
  });
});

describe.sequential("a new label", () => {
  test("is chosen for the item, however its name was typed", async () => {
    await openBench();
    for (const typed of ["Gift  cafe\u0301s", "Gift   caf\u00e9s"]) {
      await page.keyboard.press("/");
      await page.getByLabel("Find a label").fill(typed);
      expect(await sentBy(() => page.keyboard.press("Enter"))).toEqual(["PUT annotations"]);
    }
  });
});

describe.sequential("what one may not do", () => {
  test("is not offered: an annotator neither decides on a version nor deploys one", async () => {
    const { link } = await call<{ link: string }>("/api/v1/invitations", { role: "annotator" });
    const ada = await context.cookies();
    await page.goto(address(`${sample}/register/1`));
    const deploys = page.getByRole("link", { name: "Deploy", exact: true }).and(page.locator("main *"));
    await deploys.waitFor();
    await context.clearCookies();
    await join(link, "Edsger");
    await page.goto(address(`${sample}/register/1`));
    await page.getByRole("link", { name: "See its measurements" }).waitFor();
    expect(await deploys.count()).toBe(0);
    await page.goto(address(`${sample}/deploy?version=1`));
    await page.getByRole("heading", { level: 1, name: /endpoint/ }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    await context.clearCookies();
    await context.addCookies(ada);
  });
});

describe.sequential("labels that differ by case only", () => {
  test("are pointed out in the settings and merged by keyboard, after saying how many items that moves", async () => {
    const project = `/api/v1/projects/${sample.split("/").at(-1)}`;
    const { labels } = await call<{ labels: { id: string; name: string }[] }>(`${project}/labels`, {
      names: ["invoice"],
    });
    const id = labels.find((label) => label.name === "invoice")?.id;
    const [one] = (await call<{ rows: { id: string }[] }>(`${project}/items?state=unlabelled&limit=1`)).rows;
    const given = { item: one?.id, answers: { label: { labels: [id] } } };
    const put = await page.request.put(address(`${project}/annotations/annotation_of_a_twin`), { data: given });
    expect(put.status()).toBe(200);
    await page.goto(address(`${sample}/settings`));
    await page.getByRole("button", { name: "Merge “invoice” into “Invoice”" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Merge “invoice” into another label" });
    await dialog.getByText("1 item labelled “invoice” will count as “Invoice”").waitFor();
    await dialog.getByRole("button", { name: "Merge", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("“invoice” counts as “Invoice” now.").waitFor();
    await page.getByText("merged into Invoice").waitFor();
    expect(await page.getByRole("region", { name: "Labels that differ by case only" }).count()).toBe(0);
    const into = labels.find((label) => label.name === "Invoice")?.id;
    const { answers } = await call<{ answers: { label: string }[] }>(`${project}/items/${one?.id}`);
    expect(answers).toMatchObject([{ label: into }]);
  });
});
