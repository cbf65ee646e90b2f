import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type LinkState, LiveLink } from "./live-link.ts";

let links: LiveLink[] = [];
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const link of links) link.close();
  links = [];
  vi.useRealTimers();
});

/** A link to a server that answers each time as `answers` say; after the last of them it does not answer at all. */
function linkTo(...answers: (() => Response)[]) {
  const heard: string[] = [];
  const states: LinkState[] = [];
  let asked = 0;
  const link = new LiveLink({
    open: (signal) =>
      new Promise((answer, fail) => {
        signal.addEventListener("abort", () => fail(signal.reason));
        const next = answers[asked++];
        if (next) answer(next());
      }),
    hear: ({ kind }) => heard.push(kind),
    say: (state) => states.push(state),
  });
  links.push(link);
  return { link, heard, states, asked: () => asked };
}

const streamOf = (...texts: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
    },
  });
const staysOpen = (...texts: string[]) => new Response(streamOf(...texts));
const ends = (...texts: string[]) => new Response(texts.join(""));
const refused = (status: number) => new Response("{}", { status });
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test.each([401, 403, 500, 502, 503])(
  "after a %i it tries again until it hears, and says that something was missed",
  async (status) => {
    const { heard, states } = linkTo(
      () => refused(status),
      () => staysOpen('data: {"kind":"a"}\n\n'),
    );
    await pass(1);
    expect(states.at(-1) ?? "trying").toBe(status === 401 ? "signed out" : "trying");
    await pass(2_000);
    expect(heard).toEqual(["gap", "a"]);
    expect(states.at(-1)).toBe("live");
  },
);

test("a stream that ends is opened again; one that was there at once missed nothing", async () => {
  const { heard, asked } = linkTo(
    () => ends('data: {"kind":"a"}\n\n'),
    () => staysOpen('data: {"kind":"b"}\n\n'),
  );
  await pass(5_000);
  expect(heard).toEqual(["a", "gap", "b"]);
  expect(asked()).toBe(2);
});

test("a message may come in pieces, and others beside it in one", async () => {
  const { heard } = linkTo(() => staysOpen(': hm\n\ndata: {"ki', 'nd":"ä"}\n\ndata: {"kind":"b"}\n\n'));
  await pass(10);
  expect(heard).toEqual(["ä", "b"]);
});

test("a server that says nothing for 45 seconds counts as gone", async () => {
  const { states, asked } = linkTo(
    () => staysOpen('data: {"kind":"open"}\n\n'),
    () => staysOpen(),
  );
  await pass(44_000);
  expect(asked()).toBe(1);
  await pass(4_000);
  expect(asked()).toBe(2);
  expect(states).toEqual(["live", "trying", "live"]);
});

test("waits are longer each time up to 25 seconds, and waking ends them", async () => {
  const { link, asked } = linkTo(...Array.from({ length: 50 }, () => () => refused(503)));
  await pass(60_000);
  expect(asked()).toBeGreaterThan(6);
  expect(asked()).toBeLessThan(11);
  await pass(26_000);
  const before = asked();
  link.wake();
  await pass(1);
  expect(asked()).toBe(before + 1);
});

test("a closed link asks nothing more", async () => {
  const { link, asked } = linkTo(
    () => refused(503),
    () => refused(503),
  );
  await pass(1);
  link.close();
  await pass(60_000);
  expect(asked()).toBe(1);
});
