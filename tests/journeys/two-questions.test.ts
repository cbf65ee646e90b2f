import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { axeFaults } from "./axe-faults.ts";
import { openSample } from "./open-sample.ts";
import { type Running, startHandloom } from "./start-handloom.ts";

let handloom: Running;
let browser: Browser;
let page: Page;
let sample: string;

const address = (path: string) => new URL(path, handloom.link).href;
const api = (path: string) => address(`/api/v1/projects/${sample.split("/").at(-1)}${path}`);

beforeAll(async () => {
  [handloom, browser] = await Promise.all([startHandloom(), launchBrowser()]);
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, reducedMotion: "reduce" });
  context.setDefaultTimeout(20_000);
  page = await context.newPage();
  sample = await openSample(page, handloom.link);
}, 150_000);
afterAll(async () => {
  await browser?.close();
  await handloom?.stop();
}, 60_000);

const read = async <Answer>(path: string): Promise<Answer> => (await page.request.get(api(path))).json();

async function post<Answer>(path: string, data: object, method: "post" | "put" = "post"): Promise<Answer> {
  const sent = await page.request[method](api(path), { data });
  expect(sent.ok(), await sent.text()).toBe(true);
  return sent.json();
}

interface Progress {
  readonly labelled: number;
  readonly mine: { readonly today: number };
  readonly questions: readonly { readonly name: string; readonly labelled: number }[];
}

const countsOf = async () => {
  const { labelled, questions } = await read<Progress>("/progress");
  return { labelled, each: questions.map((one) => `${one.name} ${one.labelled}`) };
};

const item = () => page.getByRole("region", { name: "Item" }).locator("p").first();

describe.sequential("two questions about each item", () => {
  test("a rating is asked beside the labels, and items that were done are open again", async () => {
    await page.goto(address(`${sample}/settings`));
    await page.getByRole("button", { name: "Ask another question" }).click();
    const form = page.getByRole("dialog", { name: "Ask another question" });
    await form.getByLabel("Name").fill("label");
    await form.getByRole("button", { name: "A rating" }).click();
    await form.getByLabel("What 1 means").fill("can wait");
    await form.getByLabel("What 5 means").fill("at once");
    await form.getByRole("button", { name: "Ask it" }).click();
    await form.getByText("This project asks “label” already").or(form.getByText('asks "label" already')).waitFor();
    await form.getByLabel("Name").fill("urgency");
    await form.getByRole("button", { name: "Ask it" }).click();
    await page.getByRole("button", { name: "Save urgency" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await expect.poll(countsOf, { timeout: 15_000 }).toEqual({ labelled: 0, each: ["label 240", "urgency 0"] });
  });

  test("both are answered by keys and saved at once; what is taken back comes back with both answers", async () => {
    await page.goto(address(`${sample}/label`));
    await item().waitFor();
    for (let turn = 0; turn < 3; turn++) {
      const text = await item().textContent();
      await page.keyboard.press(turn === 1 ? "2" : "1");
      await page.getByRole("button", { name: /^4 of 5/ }).waitFor();
      expect(await item().textContent()).toBe(text);
      if (turn === 0) expect(await axeFaults(page)).toEqual([]);
      await page.keyboard.press("4");
      await expect.poll(() => item().textContent()).not.toBe(text);
    }
    await expect.poll(countsOf, { timeout: 15_000 }).toMatchObject({ labelled: 3 });
    const { each } = await countsOf();
    expect(each[1]).toBe("urgency 3");
    expect((await read<Progress>("/progress")).mine.today).toBe(3);
    await page.keyboard.press("z");
    await page.getByText("your earlier answer").waitFor();
    await expect.poll(countsOf, { timeout: 15_000 }).toMatchObject({ labelled: 2 });
    await page.keyboard.press("3");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("5");
    await page.getByRole("button", { name: /^2 of 5/ }).waitFor();
    await page.keyboard.press("2");
    await expect.poll(countsOf, { timeout: 15_000 }).toMatchObject({ labelled: 3 });
  });

  test("each question is trained, measured in its own figures, registered and served", async () => {
    const { questions } = await read<{ questions: { id: string; labels: { id: string }[] }[] }>("");
    const [label, urgency] = questions;
    for (let round = 0; round < 8; round++) {
      const { tasks } = await post<{ tasks: { item: string; text: string }[] }>("/tasks/next", { count: 20 });
      for (const task of tasks) {
        const said = label?.labels[task.text.length % 3]?.id ?? "";
        const rating = 1 + (task.text.length % 5);
        const answers = { [label?.id ?? ""]: { labels: [said] }, urgency: { rating } };
        await post(`/annotations/annotation_${task.item.slice(5)}`, { item: task.item, answers }, "put");
      }
    }
    for (const question of ["label", "urgency"]) {
      const { job } = await post<{ job: string }>("/train", { question });
      const stateOf = async () =>
        ((await (await page.request.get(address(`/api/v1/jobs/${job}`))).json()) as { state: string }).state;
      await expect.poll(stateOf, { timeout: 60_000 }).toBe("done");
    }
    await page.goto(address(`${sample}/evaluate?question=urgency`));
    await page
      .getByText(/mean absolute error/i)
      .first()
      .waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.goto(address(`${sample}/register`));
    await page.getByText("urgency").first().waitFor();
    const version = (await read<{ rows: { number: number; question: string }[] }>("/versions?question=urgency"))
      .rows[0];
    expect(version?.question).toBe(urgency?.id);
    const deployed = await page.request.put(api("/endpoints/urgency"), { data: { version: version?.number } });
    expect(deployed.ok(), await deployed.text()).toBe(true);
    const asked = await page.request.post(address("/api/v1/endpoints/urgency/predict"), {
      data: { text: "refund me" },
    });
    const answer = (await asked.json()) as { rating: number; expected: number; label: string };
    expect(answer.label).toBe(String(answer.rating));
    expect(answer.rating).toBeGreaterThanOrEqual(1);
    expect(answer.expected).toBeLessThanOrEqual(5);
    await page.goto(address(`${sample}/deploy`));
    await page.getByText("urgency").first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });
});
