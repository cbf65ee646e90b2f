import { beforeEach, describe, expect, test } from "vitest";
import { Bench } from "./bench.ts";
import { labelOf } from "./draft.ts";
import type { Task } from "./hand.ts";
import { type Pending, SaveBuffer, type Sent } from "./save-buffer.ts";

const suggested = (item: string): Task["suggestions"] =>
  item === "b" ? {} : { q: { source: "live", number: 1, scores: [["yes", 0.8]] } };

const saidIn = ({ answers }: Pending) => labelOf(answers?.q);

/** A small honest server: items in order, held until answered, skipped ones at the end. */
class Server {
  waiting = ["a", "b", "c", "d", "e", "f"];
  held: string[] = [];
  labels = new Map<string, string>();
  saved = new Map<string, string>();
  order: string[] = [];
  isAway = false;
  refuses = "";

  next = async (count: number) => {
    while (this.held.length < count && this.waiting[0] !== undefined) this.held.push(this.waiting.shift() ?? "");
    const tasks: Task[] = this.held.map((item) => ({
      item,
      text: item,
      heldUntil: "",
      suggestions: suggested(item),
      answers: {},
      previous: {},
    }));
    return { tasks, left: tasks.length > 0 ? ("more" as const) : ("none" as const) };
  };

  send = async (pending: Pending): Promise<Sent> => {
    // A request takes its time: nothing is saved in the moment of the key press.
    await Promise.resolve();
    if (this.isAway) return { is: "later" };
    this.order.push(pending.kind);
    if (pending.kind === "undo") return { is: "saved", answer: { task: this.#takeBack(pending.annotation) } };
    const label = saidIn(pending);
    if (label === this.refuses) return { is: "refused", why: `"${label}" is not a label.` };
    this.held = this.held.filter((item) => item !== pending.item);
    if (pending.kind === "skip") this.waiting.push(pending.item);
    else {
      this.labels.set(pending.item, label ?? "");
      this.saved.set(pending.id, pending.item);
    }
    return { is: "saved", answer: {} };
  };

  /** The answer of this id, or else the newest; nothing when it was never saved. */
  #takeBack(annotation: string | undefined): Task | undefined {
    const item = annotation === undefined ? [...this.labels.keys()].at(-1) : this.saved.get(annotation);
    const label = this.labels.get(item ?? "");
    if (item === undefined || label === undefined) return undefined;
    this.labels.delete(item);
    this.held.unshift(item);
    return { item, text: item, heldUntil: "", suggestions: {}, answers: {}, previous: { q: { labels: [label] } } };
  }
}

const nothing = {
  getItem: () => null,
  setItem: () => undefined,
  removeItem: () => undefined,
  key: () => null,
  length: 0,
};
const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise((done) => setTimeout(done));
};

/** Until a request is under way; its answer is not here yet. */
const untilSent = async () => {
  await Promise.resolve();
};

let server: Server;
let bench: Bench;
let clock: number;
const choose = (label: string) => bench.answer({ q: { labels: [label] } });

beforeEach(async () => {
  server = new Server();
  clock = 0;
  let ids = 0;
  const buffer = new SaveBuffer({ storage: nothing, who: async () => "person_1", send: server.send, wait: settle });
  bench = new Bench({
    project: "project_1",
    person: "person_1",
    buffer,
    next: server.next,
    now: () => clock,
    newId: () => `annotation_${++ids}`,
  });
  await bench.refill();
});

describe("labelling", () => {
  test("shows the next item at once, before anything is saved", () => {
    choose("no");
    expect(bench.state().task?.item).toBe("b");
    expect(server.labels.size).toBe(0);
  });

  test("goes through all items to the end, each labelled once", async () => {
    for (let turn = 0; turn < 6; turn++) {
      choose("no");
      await settle();
    }
    expect([...server.labels.keys()]).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(bench.state()).toMatchObject({ task: undefined, left: "none", given: 6 });
  });

  test("a skipped item comes again after the others", async () => {
    bench.skip();
    for (let turn = 0; turn < 5; turn++) {
      choose("no");
      await settle();
    }
    expect(bench.state().task?.item).toBe("a");
  });

  test("undo brings the item back with its answer marked, and another answer takes its place", async () => {
    choose("no");
    await settle();
    bench.undo();
    expect(bench.state().task).toMatchObject({ item: "a", previous: { q: { labels: ["no"] } } });
    choose("yes");
    await settle();
    expect(server.order).toEqual(["label", "undo", "label"]);
    expect(server.labels.get("a")).toBe("yes");
  });

  test("undo takes back the answer of the item it shows, whatever was answered elsewhere since", async () => {
    choose("no");
    await settle();
    server.labels.set("answered in another tab", "yes");
    bench.undo();
    await settle();
    expect(bench.state().task?.item).toBe("a");
    expect([...server.labels.keys()]).toEqual(["answered in another tab"]);
  });

  test("an answer that was refused is not counted, comes again, and undo goes to the one before it", async () => {
    server.refuses = "retired";
    choose("no");
    choose("retired");
    await settle();
    expect(bench.state().given).toBe(1);
    bench.undo();
    await settle();
    expect(bench.state()).toMatchObject({ task: { item: "a" }, given: 0 });
    expect(server.labels.size).toBe(0);
    expect(server.held).toContain("b");
  });

  test("an answer that is refused after it was taken back takes no other with it", async () => {
    server.refuses = "retired";
    choose("no");
    await settle();
    choose("retired");
    await untilSent();
    bench.undo();
    await settle();
    expect(server.order).toEqual(["label", "label", "undo"]);
    expect([...server.labels]).toEqual([["a", "no"]]);
    expect(bench.state()).toMatchObject({ task: { item: "b" }, given: 1 });
  });

  test("undo reaches answers of an earlier session through the server", async () => {
    server.labels.set("z", "no");
    bench.undo();
    await settle();
    expect(bench.state().task).toMatchObject({ item: "z", previous: { q: { labels: ["no"] } } });
  });

  test("an undo while the server is away changes only what was never sent", async () => {
    server.isAway = true;
    choose("no");
    choose("no");
    bench.undo();
    expect(bench.state().task?.item).toBe("b");
    server.isAway = false;
    await settle();
    await settle();
    expect([...server.labels.keys()]).toEqual(["a"]);
    expect(server.order).toEqual(["label"]);
  });
});
