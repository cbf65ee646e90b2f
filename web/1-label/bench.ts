import type { Returned } from "../frame/index.ts";
import type { Answers } from "./draft.ts";
import { bringBack, emptyHand, type Hand, merge, putAway, saved, type Task } from "./hand.ts";
import type { Pending, SaveBuffer } from "./save-buffer.ts";

/** Something done on this bench, to be taken back by Z. */
interface Done {
  readonly pending: Pending;
  readonly task: Task;
}

/** What the person sees: the item, and where there is none, why. */
export interface BenchState {
  readonly task: Task | undefined;
  readonly ahead: number;
  readonly left: "loading" | "more" | "none" | "only skipped";
  readonly error: unknown;
  /** How many were labelled here since the bench was opened. */
  readonly given: number;
}

/** What a bench needs of the world. */
export interface BenchParts {
  readonly project: string;
  readonly person: string;
  readonly buffer: SaveBuffer;
  readonly next: (count: number) => Promise<Returned<"nextTasks">>;
  readonly now: () => number;
  readonly newId: () => string;
}

const handSize = 4;

/** A labelling bench: an item before the eyes, the next ones already here, and every answer on its way to the server. */
export class Bench {
  readonly #parts: BenchParts;
  #hand: Hand = emptyHand;
  #done: Done[] = [];
  #refill = 0;
  #isRefilling = false;
  #again = false;
  #shownAt = 0;
  #given = 0;
  #state: BenchState = { task: undefined, ahead: 0, left: "loading", error: undefined, given: 0 };
  readonly #watchers = new Set<() => void>();
  readonly #stopListening: () => void;

  constructor(parts: BenchParts) {
    this.#parts = parts;
    this.#stopListening = parts.buffer.listen((pending, sent) => {
      if (pending.project !== parts.project) return;
      if (sent.is === "refused") this.#forget(pending.id);
      if (sent.is === "saved" && pending.kind === "undo" && pending.item === "") this.#bringBackFromServer(sent.answer);
      if (pending.item) this.#hand = saved(this.#hand, { item: pending.item, nextRefill: this.#refill + 1 });
      void this.refill();
    });
  }

  readonly state = (): BenchState => this.#state;

  readonly watch = (tell: () => void): (() => void) => {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  };

  /** The items in the hand, to be given back when the person leaves. */
  held = (): readonly string[] => this.#hand.tasks.map((task) => task.item);

  close(): void {
    this.#stopListening();
  }

  /** Fills the hand; while one request is under way the next one waits for it. */
  async refill(): Promise<void> {
    this.#again = this.#isRefilling;
    if (this.#isRefilling) return;
    this.#isRefilling = true;
    this.#refill += 1;
    const refill = this.#refill;
    try {
      const { tasks, left } = await this.#parts.next(handSize);
      this.#hand = merge(this.#hand, { tasks, refill });
      this.#show({ left, error: undefined });
    } catch (error) {
      this.#show({ error });
    }
    this.#isRefilling = false;
    if (this.#again) await this.refill();
  }

  /** Answers the item; the next one is there at once. */
  answer(answers: Answers): void {
    const task = this.#hand.tasks[0];
    if (!task) return;
    const milliseconds = Math.min(86_400_000, Math.max(0, Math.round(this.#parts.now() - this.#shownAt)));
    this.#given += 1;
    this.#finish(task, { kind: "label", answers, milliseconds, suggestions: task.suggestions });
  }

  skip(): void {
    const task = this.#hand.tasks[0];
    if (task) this.#finish(task, { kind: "skip" });
  }

  /** Takes back what was done last: here at once, and where it was sent already also at the server. */
  undo(): void {
    const last = this.#done.pop();
    const common = {
      kind: "undo",
      id: this.#parts.newId(),
      person: this.#parts.person,
      project: this.#parts.project,
      at: Date.now(),
    } as const;
    if (!last) {
      this.#parts.buffer.add({ ...common, item: "" });
      return;
    }
    const wasNeverSent = this.#parts.buffer.withdraw(last.pending.id);
    if (last.pending.kind === "label") {
      this.#given -= 1;
      if (!wasNeverSent) this.#parts.buffer.add({ ...common, item: last.task.item, annotation: last.pending.id });
    }
    const previous = last.pending.answers ?? last.task.previous;
    this.#hand = bringBack(this.#hand, { ...last.task, previous });
    this.#show({});
  }

  /** What was refused is no answer: it is not taken back by Z, and not counted. */
  #forget(id: string): void {
    const refused = this.#done.find(({ pending }) => pending.id === id);
    if (!refused) return;
    this.#done = this.#done.filter((one) => one !== refused);
    if (refused.pending.kind === "label") this.#given -= 1;
  }

  #finish(task: Task, what: Pick<Pending, "kind" | "answers" | "milliseconds" | "suggestions">): void {
    const { project, person } = this.#parts;
    const pending: Pending = { ...what, id: this.#parts.newId(), person, project, item: task.item, at: Date.now() };
    this.#done.push({ pending, task });
    this.#hand = putAway(this.#hand);
    this.#show({});
    this.#parts.buffer.add(pending);
  }

  #bringBackFromServer(answer: unknown): void {
    const { task } = answer as Returned<"undoAnswers">;
    if (task) this.#hand = bringBack(this.#hand, task);
    this.#show({});
  }

  #show(change: Partial<Pick<BenchState, "left" | "error">>): void {
    const task = this.#hand.tasks[0];
    if (task?.item !== this.#state.task?.item) this.#shownAt = this.#parts.now();
    this.#state = {
      ...this.#state,
      ...change,
      task,
      ahead: Math.max(0, this.#hand.tasks.length - 1),
      given: this.#given,
    };
    for (const tell of this.#watchers) tell();
  }
}
