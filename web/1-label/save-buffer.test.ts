import { beforeEach, describe, expect, test } from "vitest";
import { hasUnsaved, type Pending, SaveBuffer, type Sent } from "./save-buffer.ts";

/** A storage like the browser's, in memory. */
function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    key: (at) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size;
    },
  };
}

const label = (id: string, at = 0, person = "person_1"): Pending => ({
  kind: "label",
  id,
  person,
  project: "project_1",
  item: `item_${id}`,
  answers: { q: { labels: ["label_1"] } },
  at,
});
const settle = () => new Promise((done) => setTimeout(done));

let storage: Storage;
let replies: Sent[];
let arrived: string[];
let waits: number[];
let who: string | undefined;
const saved: Sent = { is: "saved", answer: {} };

beforeEach(() => {
  storage = memory();
  replies = [];
  arrived = [];
  waits = [];
  who = "person_1";
});

const open = () =>
  new SaveBuffer({
    storage,
    who: async () => who,
    send: async (pending) => {
      arrived.push(pending.id);
      return replies.shift() ?? saved;
    },
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      await settle();
    },
  });

describe("what a person did", () => {
  test("reaches the server in its order, and then nothing is left to save", async () => {
    const buffer = open();
    buffer.add(label("a"));
    buffer.add(label("b"));
    expect(buffer.state().unsaved).toBe(2);
    await buffer.flush();
    await settle();
    expect(arrived).toEqual(["a", "b"]);
    expect(buffer.state()).toEqual({ unsaved: 0, trouble: "none" });
    expect(hasUnsaved(storage)).toBe(false);
  });

  test("is tried again under the same id, ever more patiently, while the server is away", async () => {
    replies = [{ is: "later" }, { is: "later" }, { is: "later" }];
    const buffer = open();
    buffer.add(label("a"));
    for (let turn = 0; turn < 8; turn++) await settle();
    expect(arrived).toEqual(["a", "a", "a", "a"]);
    expect(waits).toEqual([500, 1000, 2000]);
    expect(buffer.state()).toEqual({ unsaved: 0, trouble: "none" });
  });

  test("survives a closed tab: the next one sends it, the oldest first", async () => {
    storage.setItem("handloom.unsaved.b", JSON.stringify(label("b", 2)));
    storage.setItem("handloom.unsaved.a", JSON.stringify(label("a", 1)));
    storage.setItem("another program", "keeps its own");
    const buffer = open();
    expect(buffer.state().unsaved).toBe(2);
    await buffer.flush();
    expect(arrived).toEqual(["a", "b"]);
    expect(storage.length).toBe(1);
  });

  test("is given up only when the server refuses it, and that is told", async () => {
    replies = [{ is: "refused", why: "This project has no such item." }];
    const buffer = open();
    const told: string[] = [];
    buffer.listen((pending, sent) => told.push(`${pending.id} ${sent.is}`));
    buffer.add(label("a"));
    buffer.add(label("b"));
    await settle();
    expect(told).toEqual(["a refused", "b saved"]);
  });

  test("can be taken back while it was never sent, not later", async () => {
    replies = [{ is: "later" }];
    const buffer = open();
    buffer.add(label("a"));
    buffer.add(label("b"));
    await settle();
    expect(buffer.withdraw("b")).toBe(true);
    expect(buffer.withdraw("a")).toBe(false);
    for (let turn = 0; turn < 4; turn++) await settle();
    expect(arrived).toEqual(["a", "a"]);
  });
});

describe("what somebody else did in this browser", () => {
  const stored = () => Array.from({ length: storage.length }, (_, at) => storage.key(at));
  const store = (pending: Pending) => storage.setItem(`handloom.unsaved.${pending.id}`, JSON.stringify(pending));

  test("stays there, is not sent, and is sent when they are back", async () => {
    store(label("a", 1));
    who = "person_2";
    const buffer = open();
    const told: string[] = [];
    buffer.listen((pending) => told.push(pending.id));
    await buffer.flush();
    expect([arrived, told]).toEqual([[], []]);
    expect(stored()).toEqual(["handloom.unsaved.a"]);
    who = "person_1";
    await open().flush();
    expect(arrived).toEqual(["a"]);
    expect(stored()).toEqual([]);
  });

  test("is passed over by what the person who is here does, and does not count as theirs", async () => {
    store(label("a", 1));
    who = "person_2";
    const buffer = open();
    buffer.add(label("b", 2, "person_2"));
    await settle();
    expect(arrived).toEqual(["b"]);
    expect(buffer.state()).toEqual({ unsaved: 0, trouble: "none" });
    expect(stored()).toEqual(["handloom.unsaved.a"]);
  });

  test("is told apart before each sending: who is signed in is not taken from before", async () => {
    const buffer = open();
    buffer.add(label("a"));
    await settle();
    who = "person_2";
    buffer.add(label("b"));
    await settle();
    expect(arrived).toEqual(["a"]);
    who = "person_1";
    await buffer.flush();
    expect(arrived).toEqual(["a", "b"]);
  });

  test("is not taken for one's own after the server was away", async () => {
    replies = [{ is: "later" }];
    const buffer = open();
    buffer.add(label("a"));
    await settle();
    who = "person_2";
    for (let turn = 0; turn < 4; turn++) await settle();
    expect(arrived).toEqual(["a"]);
    expect(stored()).toEqual(["handloom.unsaved.a"]);
    expect(buffer.state()).toEqual({ unsaved: 0, trouble: "none" });
  });
});

test("while it cannot be known who is signed in nothing is sent, and all of it is tried again", async () => {
  who = undefined;
  const buffer = open();
  buffer.add(label("a"));
  await settle();
  expect(buffer.state()).toEqual({ unsaved: 1, trouble: "trying again" });
  who = "person_1";
  for (let turn = 0; turn < 4; turn++) await settle();
  expect(arrived).toEqual(["a"]);
  expect(buffer.state()).toEqual({ unsaved: 0, trouble: "none" });
});
