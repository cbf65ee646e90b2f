import { setTimeout as sleep } from "node:timers/promises";
import { type Id, newId } from "#ids";
import { drawTexts, giveAnswers, handOutTasks, readProject, storeLive } from "#label";
import { fillProject, openQueueWorld, type QueueWorld } from "./queue-world.ts";
import { type Bench, median, type Report } from "./report.ts";

const [few, many] = [10_000, 1_000_000];
const [aloneRounds, annotators, crowdSeconds, poolItems] = [300, 20, 5, 2000];

/** What one person alone waits at most, at the median. */
const alone = { next: { of: "ours", bound: 1.8 }, save: { of: "ours", bound: 1.2 } } as const;

/** "Next" and "save" as the use-cases take on the private PostgreSQL with its shipped settings, in a small and in a large project. */
export const queueBench: Bench = {
  name: "queue",
  run: async (report) => {
    const queue = await openQueueWorld(annotators + 4);
    try {
      const small = await measureProject(queue, few);
      const large = await measureProject(queue, many);
      addFigures(report, { small, large });
    } finally {
      await queue.close();
    }
  },
};

interface Times {
  readonly next: number[];
  readonly save: number[];
}

interface Measured {
  readonly alone: Times;
  readonly crowd: Times;
  readonly twice: number;
}

/** One person alone, then twenty at once while a live model ranks 2,000 items anew every second. */
async function measureProject(queue: QueueWorld, items: number): Promise<Measured> {
  const project = await fillProject(queue, items);
  const view = await readProject(queue.world, { project, role: "annotator" });
  const [question] = view.questions;
  const labels = question?.labels.map((label) => label.id) ?? [];
  const working = {
    queue,
    project,
    question: question?.id as Id<"question">,
    labels,
    handedOut: new Map<string, string>(),
    twice: { count: 0 },
  };
  await rankPool(working, 1);
  await annotate(working, { person: newId("person"), until: (rounds) => rounds < 30 });
  const alone = await annotate(working, { person: newId("person"), until: (rounds) => rounds < aloneRounds });
  const end = Date.now() + crowdSeconds * 1000;
  const ranking = rankEachSecond(working, end);
  const people = Array.from({ length: annotators }, () =>
    annotate(working, { person: newId("person"), until: () => Date.now() < end }),
  );
  const each = await Promise.all(people);
  await ranking;
  const crowd = { next: each.flatMap((one) => one.next), save: each.flatMap((one) => one.save) };
  return { alone, crowd, twice: working.twice.count };
}

interface Working {
  readonly queue: QueueWorld;
  readonly project: Id<"project">;
  readonly question: Id<"question">;
  readonly labels: readonly string[];
  /** To whom each item went. */
  readonly handedOut: Map<string, string>;
  readonly twice: { count: number };
}

async function annotate(
  working: Working,
  given: { person: string; until: (rounds: number) => boolean },
): Promise<Times> {
  const { project, question, labels, handedOut } = working;
  const { world, workspace } = working.queue;
  const times: Times = { next: [], save: [] };
  for (let round = 0; given.until(round); round++) {
    const asked = performance.now();
    const [task] = (await handOutTasks(world, { project, person: given.person, count: 1 })).tasks;
    times.next.push(performance.now() - asked);
    if (!task) break;
    if (handedOut.has(task.item)) working.twice.count++;
    handedOut.set(task.item, given.person);
    const answers = { [question]: { labels: [labels[round % labels.length] as string] } };
    const answer = { annotation: newId("annotation"), workspace, project, item: task.item as Id<"item">, answers };
    const began = performance.now();
    await giveAnswers(world, { ...answer, author: given.person, authorKind: "person", mayReview: "no" });
    times.save.push(performance.now() - began);
  }
  return times;
}

async function rankEachSecond(working: Working, end: number): Promise<void> {
  for (let number = 2; Date.now() < end; number++) {
    const started = Date.now();
    await rankPool(working, number);
    await sleep(Math.max(0, started + 1000 - Date.now()));
  }
}

async function rankPool({ queue, project, question, labels }: Working, number: number): Promise<void> {
  const drawn = await drawTexts(queue.world, { project, count: poolItems, random: queue.world.random });
  const scores = labels.map((label) => [label, 1 / labels.length] as const);
  const state = { project, question, number, labels: 0, classes: labels.length, audited: 0, auditHits: 0, seconds: 0 };
  await storeLive(queue.world, { ...state, pool: drawn.map(({ item }) => ({ item, scores })) });
}

function addFigures(report: Report, { small, large }: { small: Measured; large: Measured }): void {
  const size = (items: number) => `${items.toLocaleString("en")} items`;
  for (const how of ["alone", "crowd"] as const) {
    const who = how === "alone" ? "1 annotator" : `${annotators} annotators, pool ranked each second`;
    for (const what of ["next", "save"] as const) {
      const beside = {
        peer: median(small[how][what]),
        peerName: `at ${size(few)}`,
        target: how === "alone" ? alone[what] : { of: "ratio" as const, bound: 1 / 1.5 },
      };
      const ours = median(large[how][what]);
      report.add({
        case: `${size(many)}, ${who}`,
        metric: `${what}, median`,
        unit: "ms",
        ours,
        better: "lower",
        ...beside,
      });
    }
  }
  const each = ({ crowd }: Measured) => crowd.save.length / crowdSeconds;
  report.add({
    case: `${size(many)}, ${annotators} annotators, pool ranked each second`,
    metric: "answers a second",
    unit: "",
    ours: each(large),
    better: "higher",
    peer: each(small),
    peerName: `at ${size(few)}`,
    target: { of: "ours", bound: 1200 },
  });
  const twice = { case: "both sizes", metric: "items handed out twice", unit: "", better: "lower" } as const;
  report.add({ ...twice, ours: small.twice + large.twice, target: { of: "ours", bound: 0 } });
}
