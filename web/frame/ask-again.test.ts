import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AskAgain } from "./ask-again.ts";

let client: QueryClient;
let again: AskAgain;
let begun: number;

beforeEach(() => {
  vi.useFakeTimers();
  begun = Date.now();
  client = new QueryClient();
  again = new AskAgain(client);
});
afterEach(() => {
  client.clear();
  vi.useRealTimers();
});

/** A question on an open screen that takes its time to be answered; gives when it was asked, and how often to the end. */
async function open(kind: string, takes = 10) {
  const asked: number[] = [];
  let answered = 0;
  const queryFn = async ({ signal }: { signal: AbortSignal }) => {
    asked.push(Date.now() - begun);
    await new Promise((done) => setTimeout(done, takes));
    if (!signal.aborted) answered += 1;
    return answered;
  };
  new QueryObserver(client, { queryKey: [kind, "project_1"], queryFn, staleTime: Number.POSITIVE_INFINITY }).subscribe(
    () => undefined,
  );
  await vi.advanceTimersByTimeAsync(takes);
  asked.length = 0;
  begun = Date.now();
  return { asked, answered: () => answered };
}

/** Events that come as people label: five a second. */
async function events(seconds: number, kinds: readonly string[]): Promise<void> {
  for (let k = 0; k < seconds * 5; k++) {
    again.about(kinds);
    await vi.advanceTimersByTimeAsync(200);
  }
}

const quiet = () => vi.advanceTimersByTimeAsync(20_000);

test("a single event is asked about after half a second, once", async () => {
  const overview = await open("overview");
  again.about(["overview"]);
  await quiet();
  expect(overview.asked).toEqual([500]);
});

test("many events ask for what the screen shows about twice a second, for the overview every three seconds", async () => {
  const progress = await open("progress");
  const overview = await open("overview");
  await events(9, ["progress", "overview"]);
  expect(progress.asked.length).toBeGreaterThanOrEqual(14);
  expect(overview.asked).toHaveLength(3);
  for (const [at, since] of overview.asked.entries())
    if (at > 0) expect(since - (overview.asked[at - 1] ?? 0)).toBeGreaterThanOrEqual(3_000);
});

test("the last event is never lost, however soon it comes after the one before", async () => {
  const overview = await open("overview");
  again.about(["overview"]);
  await vi.advanceTimersByTimeAsync(600);
  again.about(["overview"]);
  await quiet();
  expect(overview.asked).toHaveLength(2);
});

test("an answer under way is let finish, and asked for again after it", async () => {
  const items = await open("items", 2_000);
  const before = items.answered();
  again.about(["items"]);
  await vi.advanceTimersByTimeAsync(1_000);
  again.about(["items"]);
  await quiet();
  expect(items.asked).toHaveLength(2);
  expect(items.asked[1]).toBeGreaterThanOrEqual(2_500);
  expect(items.answered() - before).toBe(2);
});

test("what is still due when the project is left is asked about at once", async () => {
  const projects = await open("projects");
  again.about(["projects"]);
  await vi.advanceTimersByTimeAsync(600);
  again.about(["projects"]);
  again.close();
  await quiet();
  expect(projects.asked).toEqual([500, 600]);
});
